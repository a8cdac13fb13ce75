DROP INDEX decisions_decided;
DROP TABLE house_rules;
