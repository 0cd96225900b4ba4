package io.mediachassis.sim.console.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By HTTP, with a range where something is here already; of a server that knows no ranges that is passed over. */
final class HttpFetcher implements Fetcher {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

    private final Duration patience;

    HttpFetcher(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void fetch(Place place, long from, PartFile to) throws IOException {
        // Not the client of java.net.http: that has no time-out between two pieces of a body.
        HttpURLConnection connection = (HttpURLConnection) URI.create(place.url()).toURL().openConnection();
        connection.setConnectTimeout((int) patience.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
        }
        try {
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_PARTIAL && from > 0) {
                Matcher range = RANGE.matcher(String.valueOf(connection.getHeaderField("Content-Range")));
                if (!range.matches() || Long.parseLong(range.group(1)) != from) {
                    throw new RefusedException("it sends another range than it was asked for");
                }
                to.told(range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2)));
                to.from(from);
                take(connection, to, 0);
            } else if (status == HttpURLConnection.HTTP_OK) {
                to.told(connection.getContentLengthLong());
                to.from(from);
                take(connection, to, from);
            } else if (status >= 500) {
                throw new IOException("it answers " + status);
            } else {
                throw new RefusedException("it answers " + status);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static void take(HttpURLConnection connection, PartFile to, long passOver) throws IOException {
        try (InputStream in = connection.getInputStream()) {
            to.take(in, passOver);
        }
    }
}
