{{ judged_rows(ref('base_support_messages'), 'support_messages') }}
