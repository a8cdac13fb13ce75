DROP TABLE response_readings;
