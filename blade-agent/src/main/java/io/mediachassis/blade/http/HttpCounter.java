package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the HTTP server counts: name, unit and sentence, declared once for every place that shows them. */
public enum HttpCounter implements Counter {
    CONNECTIONS("http_connections_total", "connections", "Connections accepted."),
    CONNECTIONS_REFUSED("http_connections_refused_total", "connections", "Connections closed at once: over a limit, and none idle."),
    CONNECTIONS_IDLE("http_connections_idle_total", "connections", "Connections closed as idle."),
    CONNECTIONS_DISPLACED(
            "http_connections_displaced_total", "connections",
            "Idle connections closed at a limit, so that others could come."),
    CONNECTIONS_SLOW(
            "http_connections_slow_total", "connections", "Connections closed since a request's head took too long."),
    CONNECTIONS_STALLED(
            "http_connections_stalled_total", "connections", "Connections closed since next to nothing was read."),
    REQUESTS("http_requests_total", "requests", "Requests read."),
    MALFORMED("http_malformed_total", "requests", "Requests that could not be parsed, or were over a limit."),
    AMBIGUOUS(
            "http_ambiguous_total", "requests", "Requests whose end could be read in two ways, refused and closed."),
    RANGES_REFUSED(
            "http_ranges_refused_total", "requests", "Requests for too many ranges, or for the same bytes many times."),
    NOT_MODIFIED("http_not_modified_total", "requests", "Requests answered that the client has it already."),
    REFUSED("http_refused_total", "requests", "Requests answered with a status of 400 or more."),
    REDIRECTS("http_redirects_total", "requests", "Requests redirected to an engine."),
    PLAYLISTS("http_playlists_total", "requests", "HLS playlists sent."),
    MEDIA_BYTES("http_media_bytes_total", "bytes", "Bytes of media files sent."),
    RELAYED_BYTES(
            "http_relayed_bytes_total", "bytes", "Bytes of media sent that were fetched from other engines meanwhile."),
    ARRIVING_BYTES(
            "http_arriving_bytes_total", "bytes", "Bytes of media sent of segments that were still on their way to this blade."),
    SOURCES_REPLACED(
            "http_sources_replaced_total", "sources",
            "Engines that broke off, or had not, what was fetched for a client."),
    DOWNLOADS_REFUSED(
            "http_downloads_refused_total", "requests", "Requests answered 503 since the blade's capacity was taken."),
    DOWNLOADS_REVOKED(
            "http_downloads_revoked_total", "responses",
            "Responses cut short since the token that let their client in was revoked meanwhile."),
    DISK_FAILED(
            "http_disk_failed_total", "files",
            "Files that the disk did not give to the end while they were sent: the rest came from another engine, or the"
                    + " response was cut short."),
    CUT_SHORT("http_cut_short_total", "responses", "Responses closed before their end since the rest could not be had."),
    INGEST_BYTES("http_ingest_bytes_total", "bytes", "Bytes of programs taken in.");

    private final Declaration declaration;

    HttpCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
