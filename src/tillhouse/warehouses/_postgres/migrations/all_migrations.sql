CREATE TABLE tillhouse.alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
-- Running upgrade  -> 0001
CREATE TABLE tillhouse.loaded_release (
    release BIGINT NOT NULL, 
    as_of TEXT NOT NULL, 
    loaded_at TEXT NOT NULL, 
    PRIMARY KEY (release)
);
COMMENT ON TABLE tillhouse.loaded_release IS 'One row: the release that all tables hold.';
COMMENT ON COLUMN tillhouse.loaded_release.release IS 'Number of the release held.';
COMMENT ON COLUMN tillhouse.loaded_release.as_of IS 'When it was published, UTC.';
COMMENT ON COLUMN tillhouse.loaded_release.loaded_at IS 'When it was loaded, UTC.';
CREATE TABLE tillhouse.loaded_part (
    table_name TEXT NOT NULL, 
    month TEXT NOT NULL, 
    rows BIGINT NOT NULL, 
    mark TEXT NOT NULL, 
    PRIMARY KEY (table_name, month)
);
COMMENT ON TABLE tillhouse.loaded_part IS 'One row per table and month: what tells its content from another.';
COMMENT ON COLUMN tillhouse.loaded_part.table_name IS 'Table.';
COMMENT ON COLUMN tillhouse.loaded_part.month IS 'Month; empty for a table that has no parts.';
COMMENT ON COLUMN tillhouse.loaded_part.rows IS 'Rows of the part.';
COMMENT ON COLUMN tillhouse.loaded_part.mark IS 'Digest of the part''s content in the lake.';
CREATE TABLE tillhouse.loaded_table (
    table_name TEXT NOT NULL, 
    shape TEXT NOT NULL, 
    words TEXT NOT NULL, 
    PRIMARY KEY (table_name)
);
COMMENT ON TABLE tillhouse.loaded_table IS 'One row per table or view: how it was made.';
COMMENT ON COLUMN tillhouse.loaded_table.table_name IS 'Table or view.';
COMMENT ON COLUMN tillhouse.loaded_table.shape IS 'What it was declared as when it was made.';
COMMENT ON COLUMN tillhouse.loaded_table.words IS 'Hash of what its comments say.';
INSERT INTO tillhouse.alembic_version (version_num) VALUES ('0001') RETURNING tillhouse.alembic_version.version_num;
-- Running upgrade 0001 -> 0002
ALTER TABLE tillhouse.loaded_release ADD COLUMN lake TEXT DEFAULT '' NOT NULL;
COMMENT ON COLUMN tillhouse.loaded_release.lake IS 'Hash of the record of the first release of the lake; empty where it is not known.';
UPDATE tillhouse.alembic_version SET version_num='0002' WHERE tillhouse.alembic_version.version_num = '0001';
