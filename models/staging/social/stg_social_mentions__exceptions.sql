{{ exception_rows("social_mentions") }}
