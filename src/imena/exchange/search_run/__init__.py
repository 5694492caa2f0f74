"""A blind search kept on disk: killed, it goes on; the next night, it computes what is new."""
