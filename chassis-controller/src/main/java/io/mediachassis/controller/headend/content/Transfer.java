package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One content on its way from its provider to the engine that takes it in. Runs on a thread of its own. */
final class Transfer {
    private static final long ANNOUNCE_S = 10;
    private static final int ERROR_CHARACTERS = 300;

    private final ContentRow content;
    private final Provider provider;
    private final HomeStation station;
    private final HttpClient http;
    private final ResumingStream.Pause pause;
    private volatile @Nullable ResumingStream stream;
    private volatile @Nullable CompletableFuture<HttpResponse<String>> answer;
    private volatile boolean stopped;
    private volatile long done;
    private volatile long total = -1;

    Transfer(
            ContentRow content, Provider provider, HomeStation station, HttpClient http, ResumingStream.Pause pause) {
        this.content = content;
        this.provider = provider;
        this.station = station;
        this.http = http;
        this.pause = pause;
    }

    /** Bytes read of the source so far. Any thread. */
    long done() {
        return done;
    }

    /** Bytes that there are; -1: not known. Any thread. */
    long total() {
        return total;
    }

    /** Nothing came for long: whatever the provider is waited for is given up, and asked again. Any thread. */
    void breakOff() {
        ResumingStream now = stream;
        if (now != null) {
            now.breakOff();
        }
    }

    /** Rises as long as the provider sends something. Any thread. */
    long moved() {
        ResumingStream now = stream;
        return now == null ? 0 : now.moved();
    }

    /** Whether all of it was read, so that the engine has the word. Any thread. */
    boolean isSent() {
        ResumingStream now = stream;
        return now != null && now.isOver();
    }

    /** It is not wanted any more, or nothing moves: {@link #run} ends soon. Any thread. */
    void stop() {
        stopped = true;
        ResumingStream now = stream;
        if (now != null) {
            now.stop();
        }
        CompletableFuture<HttpResponse<String>> waited = answer;
        if (waited != null) {
            waited.cancel(true);
        }
    }

    /**
     * Reads it whole, and puts it there.
     *
     * @throws Provider.Hopeless when another attempt is of no use
     */
    void run() throws IOException, InterruptedException {
        try (ResumingStream source = new ResumingStream(
                provider, URI.create(content.getSource()), this::pause, n -> done = n)) {
            stream = source;
            if (stopped) {
                throw new IOException("it is not wanted any more");
            }
            total = source.length();
            if (total == 0) {
                throw new Provider.Hopeless("the source is empty");
            }
            put(source, announced());
        } finally {
            stream = null;
        }
    }

    private void pause(int attempt) throws IOException, InterruptedException {
        if (!stopped) {
            pause.before(attempt);
        }
        if (stopped) {
            throw new Provider.Hopeless("it is not wanted any more");
        }
    }

    private PublishReply announced() throws IOException, InterruptedException {
        try {
            return station.announce(PublishRequest.newBuilder()
                            .setTitle(content.getTitle())
                            .setProgramId(content.getId())
                            .setSize(Math.max(0, total))
                            .build())
                    .toCompletableFuture()
                    .get(ANNOUNCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("the director did not say within " + ANNOUNCE_S + " s where the program goes", e);
        }
    }

    private void put(ResumingStream source, PublishReply to) throws IOException, InterruptedException {
        BodyPublisher bytes = BodyPublishers.ofInputStream(() -> source);
        HttpResponse<String> said;
        try {
            CompletableFuture<HttpResponse<String>> asked = http.sendAsync(
                    HttpRequest.newBuilder(URI.create(to.getIngestUrl()))
                            .header("Authorization", "Bearer " + to.getToken())
                            .PUT(total < 0 ? bytes : BodyPublishers.fromPublisher(bytes, total))
                            .build(),
                    BodyHandlers.ofString());
            answer = asked;
            if (stopped) {
                asked.cancel(true);
            }
            said = asked.get();
        } catch (ExecutionException | CancellationException e) {
            // What the provider did wrong says more than that the request was not finished.
            IOException why = source.failure();
            throw why != null ? why : new IOException(
                    e.getCause() == null ? "it was broken off" : e.getCause().getMessage(), e);
        }
        if (said.statusCode() >= 300) {
            String text = said.body().substring(0, Math.min(said.body().length(), ERROR_CHARACTERS));
            throw said.statusCode() == 415 || said.statusCode() == 422
                    ? new Provider.Hopeless(text)
                    : new IOException("the engine answers " + said.statusCode() + ": " + text);
        }
    }
}
