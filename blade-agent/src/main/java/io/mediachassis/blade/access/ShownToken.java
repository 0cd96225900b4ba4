package io.mediachassis.blade.access;

/** Finds the token in what a console sends, and keeps it out of what is logged. Pure. */
public final class ShownToken {
    /** The field of a URL's query. */
    public static final String QUERY = "token";

    /** The cookie's name. */
    public static final String COOKIE = "mediachassis-token";

    private static final String BEARER = "Bearer ";

    private ShownToken() {}

    /** Of an Authorization field (RFC 6750 section 2.1); empty when it has another scheme, or nothing. */
    public static String inHeader(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    /** Of a URL's query (RFC 6750 section 2.3); a token has no character that would be escaped. Empty: none. */
    public static String inQuery(String uri) {
        int start = start(uri);
        return start < 0 ? "" : uri.substring(start, end(uri, start));
    }

    /** Of a Cookie field (RFC 6265); empty: none. */
    public static String inCookies(String field) {
        for (String pair : field.split(";", -1)) {
            String cookie = pair.strip();
            if (cookie.startsWith(COOKIE + "=")) {
                return cookie.substring(COOKIE.length() + 1);
            }
        }
        return "";
    }

    /** The URI as it may be written into a log: whoever reads that is not to play. */
    public static String hidden(String uri) {
        int start = start(uri);
        return start < 0 ? uri : uri.substring(0, start) + "..." + uri.substring(end(uri, start));
    }

    /** The URI with the token in its query; with none when the token is empty. */
    public static String with(String uri, String token) {
        return token.isEmpty() ? uri : uri + (uri.indexOf('?') < 0 ? '?' : '&') + QUERY + "=" + token;
    }

    private static int start(String uri) {
        int at = uri.indexOf('?');
        while (at >= 0) {
            if (uri.startsWith(QUERY + "=", at + 1)) {
                return at + 1 + QUERY.length() + 1;
            }
            at = uri.indexOf('&', at + 1);
        }
        return -1;
    }

    /** A player may have put the control attribute of a description behind the query. */
    private static int end(String uri, int start) {
        int end = start;
        while (end < uri.length() && isOfToken(uri.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfToken(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
                || c == '_';
    }
}
