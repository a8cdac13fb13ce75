DROP TABLE site_texts;
DROP TABLE pages;
DROP TABLE case_studies;
DROP TABLE figures;
DROP TABLE areas;
