DROP TABLE decisions;
DROP TABLE cases;
DROP TABLE reports;
