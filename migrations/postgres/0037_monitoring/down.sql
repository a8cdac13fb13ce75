DROP TABLE monitoring_given;
DROP TABLE monitoring;
