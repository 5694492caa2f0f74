"""The pages people work in. Reads by queries, writes by services, decides nothing itself."""
