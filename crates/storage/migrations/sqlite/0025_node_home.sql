-- Where a node's data folder is: a copy of the folder is elsewhere.
ALTER TABLE nodes ADD COLUMN home TEXT;
