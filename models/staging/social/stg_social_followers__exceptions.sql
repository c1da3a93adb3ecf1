{{ exception_rows("social_followers") }}
