package io.mediachassis.blade.rtsp;

/**
 * A response (RFC 2326 7).
 *
 * @param body empty when none; its length and type are added by the encoder's caller
 */
record RtspResponse(int status, RtspHeaders headers, String body) {
    static RtspResponse of(int status) {
        return new RtspResponse(status, new RtspHeaders(), "");
    }

    RtspResponse with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /** RFC 2326 7.1.1; what it doesn't list is told by its class. */
    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 302 -> "Moved Temporarily";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request-URI Too Long";
            case 451 -> "Parameter Not Understood";
            case 453 -> "Not Enough Bandwidth";
            case 454 -> "Session Not Found";
            case 455 -> "Method Not Valid in This State";
            case 457 -> "Invalid Range";
            case 461 -> "Unsupported Transport";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "RTSP Version Not Supported";
            case 551 -> "Option Not Supported";
            default -> status < 500 ? "Refused" : "Failed";
        };
    }
}
