package io.mediachassis.blade.http;

/** What the HTTP server counts: name, unit and sentence, declared once for every place that shows them. */
public enum HttpCounter {
    CONNECTIONS("http.connections", "connections", "Connections accepted"),
    CONNECTIONS_REFUSED("http.connections-refused", "connections", "Connections closed at once, over the limit"),
    CONNECTIONS_IDLE("http.connections-idle", "connections", "Connections closed as idle"),
    CONNECTIONS_SLOW("http.connections-slow", "connections", "Connections closed since a request's head took too long"),
    CONNECTIONS_STALLED("http.connections-stalled", "connections", "Connections closed since next to nothing was read"),
    REQUESTS("http.requests", "requests", "Requests read"),
    MALFORMED("http.malformed", "requests", "Requests that could not be parsed, or were over a limit"),
    AMBIGUOUS("http.ambiguous", "requests", "Requests whose end could be read in two ways, refused and closed"),
    RANGES_REFUSED("http.ranges-refused", "requests", "Requests for too many ranges, or for the same bytes many times"),
    NOT_MODIFIED("http.not-modified", "requests", "Requests answered that the client has it already"),
    REFUSED("http.refused", "requests", "Requests answered with a status of 400 or more"),
    REDIRECTS("http.redirects", "requests", "Requests redirected to an engine"),
    PLAYLISTS("http.playlists", "requests", "HLS playlists sent"),
    MEDIA_BYTES("http.media-bytes", "bytes", "Bytes of media files sent"),
    INGEST_BYTES("http.ingest-bytes", "bytes", "Bytes of programs taken in");

    private final String metric;
    private final String unit;
    private final String sentence;

    HttpCounter(String metric, String unit, String sentence) {
        this.metric = metric;
        this.unit = unit;
        this.sentence = sentence;
    }

    public String metric() {
        return metric;
    }

    public String unit() {
        return unit;
    }

    public String sentence() {
        return sentence;
    }
}
