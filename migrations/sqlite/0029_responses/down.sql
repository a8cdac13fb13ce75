DROP TABLE response_versions;
DROP TABLE response_sections;
DROP TABLE responses;
