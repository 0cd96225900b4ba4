package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.http.HttpDesk.Place;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET and HEAD. Any thread; holds nothing of a request. */
final class MediaResponder {
    private static final Logger LOG = LoggerFactory.getLogger(MediaResponder.class);
    private static final String TS = "video/mp2t";

    private final MediaCatalog catalog;
    private final HttpDesk desk;
    private final CopyGate gate;
    private final Replies replies;
    private final Listings listings;
    private final Counts<HttpCounter> counts;

    MediaResponder(
            MediaCatalog catalog, HttpDesk desk, CopyGate gate, Replies replies, HttpSettings settings,
            Counts<HttpCounter> counts) {
        this.catalog = catalog;
        this.desk = desk;
        this.gate = gate;
        this.replies = replies;
        this.listings = new Listings(settings.rtspPort());
        this.counts = counts;
    }

    /** The answer to a request for a route other than ingest; fails with {@link HttpRefusal}. */
    CompletionStage<Answer> answer(HttpRequest request, HttpRoute route, InetSocketAddress local) {
        String address = local.getAddress().getHostAddress();
        if (route instanceof HttpRoute.Programs) {
            return done(Answer.of(replies.json(200, listings.json(desk.programs(address), host(request, local)))));
        }
        if (route instanceof HttpRoute.Playlist) {
            boolean http = request.uri().toLowerCase(Locale.ROOT).contains("protocol=http");
            String text = listings.m3u(desk.programs(address), host(request, local), http);
            return done(Answer.of(replies.text(200, "audio/x-mpegurl; charset=utf-8", text)));
        }
        if (route instanceof HttpRoute.Description wanted) {
            Optional<ProgramSummary> known = desk.programs(address).stream()
                    .filter(p -> p.id().equals(wanted.id()))
                    .findFirst();
            return known.isPresent()
                    ? done(Answer.of(replies.json(200, listings.json(known.get(), host(request, local)))))
                    : elsewhere(request, wanted.id(), address);
        }
        if (route instanceof HttpRoute.Media wanted) {
            return desk.placeOf(wanted.id(), address).thenCompose(place -> place instanceof Place.Here
                    ? whole(request, wanted.id())
                    : done(moved(request, wanted.id(), place)));
        }
        if (route instanceof HttpRoute.Segment wanted) {
            return copy(request, wanted.id(), address, program -> segment(request, program, wanted));
        }
        if (route instanceof HttpRoute.Manifest wanted) {
            return copy(request, wanted.id(), address,
                    program -> file(request, program.manifest(), "application/json", program.manifestHash()));
        }
        return refuse(404, "nothing is at " + request.uri(), "see /programs");
    }

    /** Bearer token of a request; 401 when there is none. */
    static String bearer(HttpRequest request) throws HttpRefusal {
        String header = Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION)).orElse("");
        if (header.length() < 8 || !header.substring(0, 7).equalsIgnoreCase("Bearer ")) {
            throw new HttpRefusal(401, "no token", "send Authorization: Bearer TOKEN");
        }
        return header.substring(7).strip();
    }

    private interface Found {
        CompletionStage<Answer> with(HeldProgram program);
    }

    private CompletionStage<Answer> copy(HttpRequest request, String id, String address, Found found) {
        try {
            if (!gate.mayCopy(bearer(request), id)) {
                throw new HttpRefusal(403, "the token is not valid for " + id, "ask the director for a new one");
            }
        } catch (HttpRefusal refused) {
            return CompletableFuture.failedFuture(refused);
        }
        Optional<HeldProgram> program = catalog.findInPart(id);
        return program.isPresent() ? found.with(program.get()) : elsewhere(request, id, address);
    }

    private CompletionStage<Answer> whole(HttpRequest request, String id) {
        Optional<HeldProgram> program = catalog.find(id);
        if (program.isEmpty()) {
            return refuse(404, "program " + id + " is not held here", "see /programs");
        }
        return body(request, program.get().segments(), program.get().bytes(), TS, program.get().manifestHash());
    }

    private CompletionStage<Answer> segment(HttpRequest request, HeldProgram program, HttpRoute.Segment wanted) {
        if (wanted.number() >= program.segments().size()) {
            return refuse(404, "program " + program.id() + " has no segment " + wanted.number(),
                    "its segments are 0 to " + (program.segments().size() - 1));
        }
        HeldProgram.Segment segment = program.segments().get(wanted.number());
        if (!segment.held()) {
            return refuse(404, "segment " + wanted.number() + " of program " + program.id() + " is not held here",
                    "ask the director which engine holds it");
        }
        return wanted.index()
                ? file(request, segment.index(), "application/octet-stream", segment.sha256() + "-idx")
                : body(request, List.of(segment), segment.bytes(), TS, segment.sha256());
    }

    private CompletionStage<Answer> file(HttpRequest request, Path file, String type, String tag) {
        try {
            long size = Files.size(file);
            return body(request, List.of(new HeldProgram.Segment(file, size, tag, file)), size, type, tag);
        } catch (IOException e) {
            LOG.warn("{} can't be read: {}; run the store's check", file, e.toString());
            return refuse(500, "a file of the program can't be read", "fetch it from another engine");
        }
    }

    private CompletionStage<Answer> body(
            HttpRequest request, List<HeldProgram.Segment> files, long length, String type, String tag) {
        String etag = "\"" + tag + "\"";
        String unless = request.headers().get(HttpHeaderNames.IF_NONE_MATCH, "");
        if (unless.equals("*") || unless.contains(etag)) {
            HttpResponse unchanged = replies.empty(304);
            unchanged.headers().set(HttpHeaderNames.ETAG, etag);
            return done(Answer.of(unchanged));
        }
        String asked = request.headers().get(HttpHeaderNames.RANGE, "");
        String onlyIf = request.headers().get(HttpHeaderNames.IF_RANGE, etag);
        // A date in If-Range never matches: no Last-Modified was given.
        ByteRange range = onlyIf.equals(etag) ? ByteRange.of(asked, length) : new ByteRange.Whole();
        if (range instanceof ByteRange.Unsatisfiable) {
            HttpResponse beyond = replies.error(416, "the range is beyond the end", "there are " + length + " bytes");
            beyond.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + length);
            return done(Answer.of(beyond));
        }
        boolean partly = range instanceof ByteRange.Part;
        ByteRange.Part part = range instanceof ByteRange.Part given ? given : new ByteRange.Part(0, length - 1);
        HttpResponse head = replies.head(partly ? 206 : 200);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, part.length())
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                .set(HttpHeaderNames.ETAG, etag);
        if (partly) {
            head.headers().set(
                    HttpHeaderNames.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + length);
        }
        return done(new Answer(head, FileSlices.cut(files, part.first(), part.last())));
    }

    private CompletionStage<Answer> elsewhere(HttpRequest request, String id, String address) {
        return desk.placeOf(id, address).thenApply(place -> moved(request, id, place));
    }

    private Answer moved(HttpRequest request, String id, Place place) {
        if (place instanceof Place.Elsewhere elsewhere) {
            counts.add(HttpCounter.REDIRECTS, 1);
            String base = elsewhere.httpBase().toString();
            HttpResponse redirect = replies.empty(307);
            redirect.headers().set(HttpHeaderNames.LOCATION,
                    (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + request.uri());
            return Answer.of(redirect);
        }
        if (place instanceof Place.Busy busy) {
            HttpResponse response = replies.error(503, "no engine can serve " + id + " now", "ask again later");
            response.headers().set(HttpHeaderNames.RETRY_AFTER, Math.max(1, busy.retryAfterSeconds()));
            return Answer.of(response);
        }
        return Answer.of(replies.error(404, "no program " + id, "see /programs"));
    }

    private static String host(HttpRequest request, InetSocketAddress local) {
        return Listings.host(request.headers().get(HttpHeaderNames.HOST, ""), local);
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<Answer> refuse(int status, String error, String hint) {
        return CompletableFuture.failedFuture(new HttpRefusal(status, error, hint));
    }
}
