package io.mediachassis.blade.http;

import java.util.Locale;

/** The fields that our responses have (RFC 9110), besides those that all have. */
enum HeadField {
    ACCEPT_RANGES,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_MAX_AGE,
    ALLOW,
    CACHE_CONTROL,
    CONTENT_LENGTH,
    CONTENT_RANGE,
    CONTENT_TYPE,
    ETAG,
    LAST_MODIFIED,
    LOCATION,
    RETRY_AFTER,
    WWW_AUTHENTICATE;

    // Written by nobody.
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] bytes = Head.ascii(name().toLowerCase(Locale.ROOT).replace('_', '-') + ": ");

    /** The name, a colon and a blank; not to be written to. */
    byte[] bytes() {
        return bytes;
    }
}
