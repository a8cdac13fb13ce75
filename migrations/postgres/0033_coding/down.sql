DROP TABLE passages;
DROP TABLE codings;
DROP TABLE assignments;
DROP TABLE coders;
DROP TABLE themes;
