"""An operation as spreadsheets: sites, graves, remains, missing people and their relatives."""
