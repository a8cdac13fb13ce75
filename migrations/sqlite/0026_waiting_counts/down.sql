DROP TABLE waiting_counts;
