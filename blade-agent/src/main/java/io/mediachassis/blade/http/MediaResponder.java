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
    private static final String HLS = "application/vnd.apple.mpegurl";
    /** The query by which the director tells an engine that the client came by the station's address. */
    private static final String AT_STATION = "at=station";

    private final MediaCatalog catalog;
    private final HttpDesk desk;
    private final CopyGate gate;
    private final Replies replies;
    private final Listings listings;
    private final Counts<HttpCounter> counts;
    private final PlaylistShelf playlists;
    private final FileAnswers files;

    MediaResponder(
            MediaCatalog catalog, PlaylistShelf playlists, HttpDesk desk, CopyGate gate, Replies replies,
            HttpSettings settings, Counts<HttpCounter> counts) {
        this.catalog = catalog;
        this.playlists = playlists;
        this.files = new FileAnswers(replies, counts);
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
        if (route instanceof HttpRoute.Hls wanted) {
            return desk.placeOf(wanted.id(), address).thenCompose(place -> place instanceof Place.NotFound
                            || place instanceof Place.Here
                    ? playlist(request, wanted, place)
                    : done(moved(request, wanted.id(), place)));
        }
        if (route instanceof HttpRoute.HlsMedia wanted) {
            return desk.placeOf(wanted.id(), address).thenCompose(place -> place instanceof Place.NotFound
                            || place instanceof Place.Here
                    ? hlsMedia(request, wanted)
                    : done(moved(request, wanted.id(), place)));
        }
        if (route instanceof HttpRoute.Segment wanted) {
            return copy(request, wanted.id(), address,
                    program -> segment(request, program, wanted.number(), wanted.index()));
        }
        if (route instanceof HttpRoute.Manifest wanted) {
            return copy(request, wanted.id(), address,
                    program -> file(
                            request, program.manifest(), "application/json", program.manifestHash(), program));
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
        HeldProgram held = program.get();
        return file(request, held.segments(), held.bytes(), TS, held.manifestHash(), held);
    }

    private CompletionStage<Answer> hlsMedia(HttpRequest request, HttpRoute.HlsMedia wanted) {
        Optional<HeldProgram> program = catalog.findInPart(wanted.id());
        return program.isPresent()
                ? segment(request, program.get(), wanted.number(), false)
                : refuse(404, "no program " + wanted.id(), "see /programs");
    }

    private CompletionStage<Answer> playlist(HttpRequest request, HttpRoute.Hls wanted, Place place) {
        boolean atStation = request.uri().endsWith("?" + AT_STATION);
        return playlists.find(wanted.id(), wanted.kind(), atStation).thenApply(found -> found
                .map(list -> playlist(request, list))
                .orElseGet(() -> place instanceof Place.NotFound
                        ? moved(request, wanted.id(), place)
                        : Answer.of(replies.error(404, "program " + wanted.id() + " has no such playlist",
                                "its master playlist names those that it has"))));
    }

    private Answer playlist(HttpRequest request, PlaylistShelf.Playlist list) {
        String etag = "\"" + list.tag() + "\"";
        HttpResponse response = switch (Conditions.of(request.headers(), etag, list.modifiedSeconds())) {
            case FAILED -> replies.error(412, "it is not what the request expects", "ask again without If-Match");
            case UNCHANGED -> replies.empty(304);
            case PROCEED -> replies.text(200, HLS, list.text());
        };
        counts.add(response.status().code() == 304 ? HttpCounter.NOT_MODIFIED : HttpCounter.PLAYLISTS, 1);
        response.headers()
                .set(HttpHeaderNames.ETAG, etag)
                .set(HttpHeaderNames.LAST_MODIFIED, Replies.date(list.modifiedSeconds()))
                .set(HttpHeaderNames.CACHE_CONTROL, list.growing() ? "no-cache" : "max-age=60");
        return Answer.of(response);
    }

    private CompletionStage<Answer> segment(HttpRequest request, HeldProgram program, int number, boolean index) {
        if (number >= program.segments().size()) {
            return refuse(404, "program " + program.id() + " has no segment " + number,
                    "its segments are 0 to " + (program.segments().size() - 1));
        }
        HeldProgram.Segment segment = program.segments().get(number);
        if (!segment.held()) {
            return refuse(404, "segment " + number + " of program " + program.id() + " is not held here",
                    "ask the director which engine holds it");
        }
        return index
                ? file(request, segment.index(), "application/octet-stream", segment.sha256() + "-idx", program)
                : file(request, List.of(segment), segment.bytes(), TS, segment.sha256(), program);
    }

    private CompletionStage<Answer> file(
            HttpRequest request, Path file, String type, String tag, HeldProgram program) {
        try {
            long size = Files.size(file);
            return file(request, List.of(new HeldProgram.Segment(file, size, tag, file)), size, type, tag, program);
        } catch (IOException e) {
            LOG.warn("{} can't be read: {}; run the store's check", file, e.toString());
            return refuse(500, "a file of the program can't be read", "fetch it from another engine");
        }
    }

    private CompletionStage<Answer> file(HttpRequest request, List<HeldProgram.Segment> of, long length, String type,
            String tag, HeldProgram program) {
        return done(files.answer(request.headers(),
                new FileAnswers.Body(of, length, type, tag, program.modifiedSeconds())));
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
                    (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + target(request));
            return Answer.of(redirect);
        }
        if (place instanceof Place.Busy busy) {
            HttpResponse response = replies.error(503, "no engine can serve " + id + " now", "ask again later");
            response.headers().set(HttpHeaderNames.RETRY_AFTER, Math.max(1, busy.retryAfterSeconds()));
            return Answer.of(response);
        }
        return Answer.of(replies.error(404, "no program " + id, "see /programs"));
    }

    /** The redirected request's target; an engine has to know that it is to send the player back to the station. */
    private static String target(HttpRequest request) {
        String uri = request.uri();
        String target = uri.startsWith("http://") ? uri.substring(uri.indexOf('/', 7)) : uri;
        int query = target.indexOf('?');
        return (query < 0 ? target : target.substring(0, query)).endsWith(".m3u8")
                ? (query < 0 ? target : target.substring(0, query)) + "?" + AT_STATION
                : target;
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
