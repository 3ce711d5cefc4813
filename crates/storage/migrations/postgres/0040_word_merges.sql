-- Only SQLite's index of words is merged by the application.
SELECT 1;
