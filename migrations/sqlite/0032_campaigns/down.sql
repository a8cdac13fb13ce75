DROP TABLE campaign_groupings;
DROP TABLE campaign_responses;
DROP TABLE campaigns;
