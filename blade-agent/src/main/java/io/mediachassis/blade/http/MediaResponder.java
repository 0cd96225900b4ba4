package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.access.ShownToken;
import io.mediachassis.blade.http.HttpDesk.Place;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers GET and HEAD. Any thread; holds nothing of a request. */
final class MediaResponder {
    private static final String HLS = "application/vnd.apple.mpegurl";

    private final MediaCatalog catalog;
    private final HttpDesk desk;
    private final CopyGate gate;
    private final ConsoleAccess access;
    private final Replies replies;
    private final Listings listings;
    private final Counts<HttpCounter> counts;
    private final PlaylistShelf playlists;
    private final ProgramMedia media;
    private final Redirects redirects;

    MediaResponder(
            MediaCatalog catalog, PlaylistShelf playlists, HttpDesk desk, CopyGate gate, PlaybackGate consoles,
            SegmentSources sources, Replies replies, HttpSettings settings, Counts<HttpCounter> counts) {
        this.catalog = catalog;
        this.playlists = playlists;
        this.media = new ProgramMedia(catalog, sources, replies, counts);
        this.redirects = new Redirects(replies, counts);
        this.desk = desk;
        this.gate = gate;
        this.access = new ConsoleAccess(consoles);
        this.replies = replies;
        this.listings = new Listings(settings.rtspPort());
        this.counts = counts;
    }

    /** The answer to a request for a route other than ingest; fails with {@link HttpRefusal}. */
    CompletionStage<Answer> answer(HttpRequest request, HttpRoute route, LocalEnd local) {
        String address = local.address();
        if (route instanceof HttpRoute.Programs) {
            return done(replies.json(200, listings.json(published(address), host(request, local))));
        }
        if (route instanceof HttpRoute.Playlist) {
            boolean http = request.uri().toLowerCase(Locale.ROOT).contains("protocol=http");
            String text = listings.m3u(published(address), host(request, local), http);
            String token = !access.needsToken() ? "" : ShownToken.inQuery(request.uri());
            return done(replies.text(200, "audio/x-mpegurl; charset=utf-8",
                    token.isEmpty() ? text : PlaylistTokens.with(text, token)));
        }
        if (route instanceof HttpRoute.Description wanted) {
            return description(request, wanted, local);
        }
        String needed = programOf(route);
        if (!needed.isEmpty()) {
            try {
                return toConsole(request, route, local, access.check(request, needed, local.client()));
            } catch (HttpRefusal refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }
        if (route instanceof HttpRoute.Segment wanted) {
            return copy(request, wanted.id(), address,
                    program -> media.segment(request, program, wanted.number(), wanted.index()));
        }
        if (route instanceof HttpRoute.Manifest wanted) {
            return copy(request, wanted.id(), address, program -> media.manifest(request, program));
        }
        if (route instanceof HttpRoute.Layouts wanted) {
            return copy(request, wanted.id(), address, program -> playlists.layouts(program.id()).thenApply(
                    found -> found.isPresent()
                            ? replies.text(200, "application/json", found.get())
                            : replies.error(404, "no program " + program.id(), "see /programs")));
        }
        return refuse(404, "nothing is at " + request.uri(), "see /programs");
    }

    private CompletionStage<Answer> description(HttpRequest request, HttpRoute.Description wanted, LocalEnd local) {
        try {
            access.requirePublished(wanted.id());
        } catch (HttpRefusal refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return desk.programs(local.address()).stream()
                .filter(p -> p.id().equals(wanted.id()))
                .findFirst()
                .map(known -> done(replies.json(200, listings.json(known, host(request, local)))))
                .orElseGet(() -> elsewhere(request, wanted.id(), local.address()));
    }

    private List<ProgramSummary> published(String address) {
        return desk.programs(address).stream().filter(program -> access.isPublished(program.id())).toList();
    }

    /** The program, or set, that a route gives consoles something of; empty where it gives no media. */
    private static String programOf(HttpRoute route) {
        if (route instanceof HttpRoute.Media wanted) {
            return wanted.id();
        } else if (route instanceof HttpRoute.Hls wanted) {
            return wanted.id();
        } else if (route instanceof HttpRoute.HlsMedia wanted) {
            return wanted.id();
        }
        return route instanceof HttpRoute.Announced wanted ? PlaybackGate.SET_PREFIX + wanted.set() : "";
    }

    /** What consoles need a token for, which has been found good. */
    private CompletionStage<Answer> toConsole(
            HttpRequest request, HttpRoute route, LocalEnd local, ConsoleAccess.Let let) {
        String address = local.address();
        if (route instanceof HttpRoute.Announced wanted) {
            return done(desk.announced(wanted.path(), local.client())
                    .map(found -> replies.text(200, found.mediaType(), found.text())
                            .with(HeadField.CACHE_CONTROL, "no-cache"))
                    .orElseGet(() -> replies.error(404, "nothing is announced at " + wanted.path(),
                            "see /nvod.m3u; chassisctl nvod list shows the sets")));
        }
        if (route instanceof HttpRoute.Media wanted) {
            CompletionStage<Place> found = wanted.interactive()
                    ? desk.interactive(wanted.id(), address)
                    : desk.placeOf(wanted.id(), address);
            return found.thenCompose(place -> place instanceof Place.Here
                    ? media.whole(request, wanted.id()).thenApply(let::mark)
                    : done(redirects.moved(request, wanted.id(), place, let.token())));
        }
        if (route instanceof HttpRoute.Hls wanted) {
            return desk.playlistPlace(wanted.id(), address).thenCompose(place -> place instanceof Place.NotFound
                            || place instanceof Place.Here
                    ? playlist(request, wanted, place, let)
                    : done(redirects.moved(request, wanted.id(), place, let.token())));
        }
        HttpRoute.HlsMedia wanted = (HttpRoute.HlsMedia) route;
        return desk.placeOf(wanted.id(), wanted.number(), address).thenCompose(
                place -> place instanceof Place.NotFound || place instanceof Place.Here
                ? media.hlsSegment(request, wanted).thenApply(let::mark)
                : done(redirects.moved(request, wanted.id(), place, let.token())));
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
        Optional<HeldProgram> program = catalog.findInPart(id).or(
                () -> ProgramMedia.takesArriving(request) ? catalog.findArriving(id) : Optional.empty());
        return program.isPresent() ? found.with(program.get()) : elsewhere(request, id, address);
    }

    private CompletionStage<Answer> playlist(
            HttpRequest request, HttpRoute.Hls wanted, Place place, ConsoleAccess.Let let) {
        boolean atStation = request.uri().contains("?" + Redirects.AT_STATION);
        return playlists.find(wanted.id(), wanted.kind(), atStation).thenApply(found -> found
                .map(list -> playlist(request, list, let))
                .orElseGet(() -> place instanceof Place.NotFound
                        ? redirects.moved(request, wanted.id(), place, let.token())
                        : replies.error(404, "program " + wanted.id() + " has no such playlist",
                                "its master playlist names those that it has")));
    }

    private Answer playlist(HttpRequest request, PlaylistShelf.Playlist list, ConsoleAccess.Let let) {
        String etag = "\"" + list.tag() + "\"";
        Answer answer = switch (Conditions.of(request.headers(), etag, list.modifiedSeconds())) {
            case FAILED -> replies.error(412, "it is not what the request expects", "ask again without If-Match");
            case UNCHANGED -> replies.empty(304);
            case PROCEED -> replies.text(
                    200, HLS, let.inQuery() ? PlaylistTokens.with(list.text(), let.token()) : list.text());
        };
        counts.add(answer.head().status() == 304 ? HttpCounter.NOT_MODIFIED : HttpCounter.PLAYLISTS, 1);
        return answer.with(HeadField.ETAG, etag)
                .with(HeadField.LAST_MODIFIED, Replies.date(list.modifiedSeconds()))
                .with(HeadField.CACHE_CONTROL, list.growing() ? "no-cache" : let.claims().isPresent() ? "private, max-age=60" : "max-age=60");
    }

    private CompletionStage<Answer> elsewhere(HttpRequest request, String id, String address) {
        return desk.placeOf(id, address).thenApply(place -> redirects.moved(request, id, place, ""));
    }

    private static String host(HttpRequest request, LocalEnd local) {
        return Listings.host(request.headers().get(HttpHeaderNames.HOST, ""), local.socket());
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<Answer> refuse(int status, String error, String hint) {
        return CompletableFuture.failedFuture(new HttpRefusal(status, error, hint));
    }
}
