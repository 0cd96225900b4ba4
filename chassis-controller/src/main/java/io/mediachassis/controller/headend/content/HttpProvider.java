package io.mediachassis.controller.headend.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP servers: from an offset by a range request (RFC 9110 section 14), where the server knows these. */
final class HttpProvider implements Provider {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final HttpClient http;
    private final Duration answer;

    /** @param answer how long the head of an answer may take */
    HttpProvider(Duration answer) {
        this.answer = answer;
        this.http = HttpClient.newBuilder()
                .connectTimeout(answer)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    @Override
    public Opened open(URI source, long offset) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(source).timeout(answer);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        try {
            return opened(source, response);
        } catch (IOException e) {
            response.body().close();
            throw e;
        }
    }

    private static Opened opened(URI source, HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        HttpHeaders headers = response.headers();
        String version = headers.firstValue("ETag").or(() -> headers.firstValue("Last-Modified")).orElse("");
        if (status == 200) {
            return new Opened(response.body(), headers.firstValueAsLong("Content-Length").orElse(-1), version, 0);
        }
        if (status == 206) {
            Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
            if (!range.matches()) {
                throw new IOException(source.getHost() + " answers with a range and does not say which");
            }
            long length = range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2));
            return new Opened(response.body(), length, version, Long.parseLong(range.group(1)));
        }
        String text = source.getHost() + " answers " + status + " to " + source.getPath();
        if (status >= 400 && status < 500 && status != REQUEST_TIMEOUT && status != TOO_MANY) {
            throw new Hopeless(text);
        }
        throw new IOException(text);
    }
}
