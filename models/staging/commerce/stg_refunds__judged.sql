{{ judged_rows(ref('base_refunds'), 'refunds') }}
