"""The functions a statement may call, by name and number of arguments.

Two lists: as users write them in any of the dialects, and as DuckDB gets them in the generated
text. What is on neither is refused, so a function that reads a file, a setting or the catalogue
cannot be called under any name.
"""

MANY = 1_000

_Counts = dict[str, tuple[int, int]]


def _list(**counts: str) -> _Counts:
    """Read "1 name name, 1-2 name"-like lists: keyword `a1_2` stands for one to two arguments."""
    found: _Counts = {}
    for key, names in counts.items():
        least, _, most = key[1:].partition("_")
        bounds = (int(least), MANY if most == "n" else int(most or least))
        for name in names.split():
            known = found.get(name, bounds)
            found[name] = (min(known[0], bounds[0]), max(known[1], bounds[1]))
    return found


# sql.md 7.3, and the names by which the same functions go in Spark, DuckDB and SQLite
USER: _Counts = _list(
    a0="now current_date current_timestamp localtimestamp row_number rank dense_rank "
    "percent_rank cume_dist pi e rand random",
    a0_1="count current_timestamp struct named_struct",
    a0_n="struct named_struct array list_value coalesce concat greatest least",
    a1="sum avg min max stddev stddev_samp stddev_pop variance var_samp var_pop approx_distinct "
    "approx_count_distinct array_agg collect_list collect_set list any_value arbitrary first "
    "last bool_and bool_or every count count_if ntile isnull isnotnull lower upper trim ltrim "
    "rtrim length len char_length character_length reverse initcap chr char codepoint ascii "
    "unbase64 base64 from_base64 to_base64 to_utf8 from_utf8 md5 sha256 to_hex hex unhex "
    "from_hex date year quarter month week day hour minute second dayofmonth dayofweek "
    "day_of_week dow weekday dayofyear day_of_year doy week_of_year weekofyear year_of_week "
    "to_unixtime unix_timestamp date_format from_unixtime last_day last_day_of_month explode "
    "unnest flatten array_distinct array_sort sort_array array_min array_max array_size "
    "cardinality size abs round ceil ceiling floor sqrt exp ln log log2 log10 sin cos tan "
    "asin acos atan radians degrees sign int bigint double float string first_value "
    "last_value lag lead trunc truncate grouping to_date to_timestamp typeof timestamp "
    "strftime from_iso8601_date from_iso8601_timestamp date_parse boolean ifnull",
    a1_2="first last round trunc truncate regexp_replace to_date to_timestamp unix_timestamp "
    "from_unixtime array_join sort_array first_value last_value log explode sha2 json_extract "
    "array_agg string_agg group_concat listagg datetime date strftime decimal",
    a1_3="lag lead substr substring",
    a2="ifnull nvl nullif split strpos instr left right repeat date_trunc datediff date_add "
    "date_sub date_format add_months months_between max_by min_by arg_max arg_min regexp_like "
    "rlike contains array_contains power pow mod atan2 corr covar_samp covar_pop nth_value "
    "element_at concat_ws array_join regexp_extract regexp_replace split_part sha2 "
    "timestampdiff starts_with startswith endswith decode encode json_extract_scalar "
    "json_extract_string get_json_object array_intersect array_except array_union "
    "array_concat array_position next_day date_part datepart approx_percentile at_timezone "
    "string_agg listagg group_concat array_remove regexp_matches strftime date_diff trunc "
    "from_unixtime extract try_cast cast",
    a2_3="date_diff datediff date_add date_sub timestampdiff timestampadd if iff locate lpad rpad "
    "substr substring replace translate regexp_extract regexp_replace array_join slice "
    "sequence generate_series nvl2 dateadd instr regexp_like",
    a2_n="concat concat_ws decode coalesce greatest least nvl named_struct",
    a3="split_part replace translate lpad rpad regexp_replace regexp_extract width_bucket nvl2 "
    "if",
    a3_4="regexp_replace",
)  # fmt: skip

# asked for, not supported, and what serves instead
HINTS = {
    "median": "use NTILE or PERCENT_RANK",
    "percentile": "use NTILE or PERCENT_RANK",
    "percentile_cont": "use NTILE or PERCENT_RANK",
    "percentile_approx": "use NTILE or PERCENT_RANK",
}

# parsed nodes that are written without a name and parentheses of their own, or by keyword
KEYWORDS = {
    "And", "Or", "Xor", "Not", "Case", "Cast", "TryCast", "If", "Between", "Is", "In", "Exists",
    "Any", "All", "Extract", "CurrentDate", "CurrentTimestamp", "Array", "Struct", "Coalesce",
    "Unnest", "Explode", "Bracket", "Anonymous", "Concat", "DPipe", "SafeConcat", "RegexpLike",
    "RegexpILike", "TsOrDsToDate", "Date", "StrToTime", "CurrentTime", "Localtimestamp",
    "Interval", "Trim", "Lateral", "Quantile", "Collate", "AtTimeZone", "Rand",
    "TsOrDsToTimestamp", "Timestamp", "Inline", "Posexplode", "ExplodeOuter", "ArraySize",
    "ParseJSON", "ToArray", "UnixToTime", "TimeStrToTime", "Length", "Hex", "LowerHex", "Encode",
    "Decode", "Nvl2", "ArrayContains", "JSONExtract", "JSONExtractScalar", "TimeToStr",
    "StrToDate", "StrToUnix", "TimeToUnix", "SHA2Digest", "MD5Digest", "TimestampTrunc",
    "DateTrunc", "TsOrDsAdd", "DateAdd", "DateSub", "Map", "Cube", "Rollup", "GroupingSets",
    "Tuple",
}  # fmt: skip

OPERATORS = (
    "+", "-", "*", "/", "//", "%", "||", "~~", "!~~", "~~*", "!~~*", "~~~", "^", "**", "&", "|",
    "<<", ">>", "->", "->>", "=", "<>", "<", ">", "<=", ">=", "!~", "~", "@>", "<@",
)  # fmt: skip

# what SQLGlot, and our own rewriting, make of the above
DUCKDB: _Counts = {
    **dict.fromkeys(OPERATORS, (1, 2)),
    **_list(
        a0="count count_star now current_date current_timestamp row_number rank dense_rank "
        "rank_dense percent_rank cume_dist pi random list_value struct_pack "
        "get_current_timestamp today e",
        a1="count sum avg min max stddev stddev_samp stddev_pop variance var_samp var_pop "
        "approx_count_distinct list array_agg any_value arbitrary first last bool_and bool_or "
        "count_if ntile lower upper trim ltrim rtrim length len strlen char_length reverse "
        "chr ascii unicode ord from_base64 base64 to_base64 encode decode md5 sha256 hex "
        "unhex to_hex from_hex year quarter month week day hour minute second dayofmonth "
        "dayofweek isodow weekday dayofyear weekofyear yearweek isoyear epoch epoch_ms "
        "to_timestamp last_day unnest flatten list_distinct array_distinct list_sort "
        "array_sort list_min list_max array_length list_reverse_sort cardinality abs round "
        "ceil ceiling floor sqrt exp ln log log2 log10 sin cos tan asin acos atan radians "
        "degrees sign first_value last_value lag lead trunc grouping error isnan isinf "
        "to_days to_seconds to_minutes to_hours to_months to_years to_weeks to_quarters "
        "to_microseconds to_milliseconds typeof date timestamp row not is_null isnull "
        "isnotnull list_sum list_avg list_unique make_timestamp initcap cast bit_length "
        "octet_length grouping_id string_agg listagg group_concat product mode array_first "
        "array_last list_first list_last",
        a1_2="round log string_agg listagg group_concat list_sort array_sort array_length "
        "list_aggregate array_to_string first_value last_value trim ltrim rtrim date_part "
        "trunc",
        a1_3="lag lead substr substring",
        a2="ifnull nullif string_split str_split split strpos instr position left right repeat "
        "date_trunc datetrunc date_part datepart date_add strftime strptime try_strptime "
        "max_by min_by arg_max arg_min arg_max_null arg_min_null regexp_matches "
        "regexp_full_match regexp_extract contains list_contains array_contains power pow mod "
        "fmod atan2 corr covar_samp covar_pop nth_value list_extract array_extract element_at "
        "struct_extract array_to_string list_concat list_intersect list_position "
        "array_position list_select list_where list_filter list_transform starts_with prefix "
        "ends_with suffix timezone xor json_extract json_extract_string "
        "json_extract_path_text like_escape add subtract multiply divide approx_quantile "
        "quantile quantile_cont range generate_series list_aggregate cast",
        a2_3="range generate_series list_slice array_slice regexp_extract regexp_replace "
        "like_escape not_like_escape list_reduce ilike_escape",
        a3="date_diff datediff date_sub datesub split_part string_split_part replace translate "
        "lpad rpad substr substring regexp_replace list_slice array_slice list_aggregate "
        "make_date if array_to_string_comma_default",
        a3_4="regexp_replace list_slice array_slice",
        a1_n="coalesce concat concat_ws greatest least list_value array_value struct_pack "
        "list_pack row make_timestamp list_concat",
        a2_n="concat_ws",
    ),
}  # fmt: skip
