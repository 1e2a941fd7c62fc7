"""The embedded lab: two hosts behind SSH, a PostgreSQL pair, a slow link and a virtual address, all on loopback."""
