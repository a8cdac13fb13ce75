-- Answers to comments are told apart by the capacity in which they were given. The three totals stay, because discussions
-- are sorted by them; residents are what is left when professionals and organisations are taken away.
ALTER TABLE comments ADD COLUMN professional_agrees BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN professional_disagrees BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN professional_passes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN organisation_agrees BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN organisation_disagrees BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN organisation_passes BIGINT NOT NULL DEFAULT 0;
UPDATE comments SET
    professional_agrees = counted.professional_agrees,
    professional_disagrees = counted.professional_disagrees,
    professional_passes = counted.professional_passes,
    organisation_agrees = counted.organisation_agrees,
    organisation_disagrees = counted.organisation_disagrees,
    organisation_passes = counted.organisation_passes
FROM (
    SELECT comment_id,
        count(CASE WHEN capacity = 'professional' AND value = 1 THEN 1 END) AS professional_agrees,
        count(CASE WHEN capacity = 'professional' AND value = -1 THEN 1 END) AS professional_disagrees,
        count(CASE WHEN capacity = 'professional' AND value = 0 THEN 1 END) AS professional_passes,
        count(CASE WHEN capacity = 'organisation' AND value = 1 THEN 1 END) AS organisation_agrees,
        count(CASE WHEN capacity = 'organisation' AND value = -1 THEN 1 END) AS organisation_disagrees,
        count(CASE WHEN capacity = 'organisation' AND value = 0 THEN 1 END) AS organisation_passes
    FROM comment_votes
    WHERE capacity <> 'resident'
    GROUP BY comment_id
) AS counted
WHERE counted.comment_id = comments.id;
