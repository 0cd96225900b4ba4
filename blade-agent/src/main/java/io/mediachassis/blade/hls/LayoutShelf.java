package io.mediachassis.blade.hls;

import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.storage.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments' layouts: read once where the segment is here, asked of other engines where not, and those used last are
 * kept. Any thread.
 */
final class LayoutShelf {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutShelf.class);
    /** Fragments and key frames of all layouts kept: 40 bytes each, and an hour of media has some 2400. */
    private static final long MAX_KEPT = 400_000;

    private final Executor worker;
    private final LayoutReader reader;
    private final LayoutFetch others;
    /** By program, each by segment; the program used last is last. */
    private final Map<String, Map<Integer, SegmentLayout>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    /** @param worker reads media files; must not run its tasks on an event loop, and may refuse them */
    LayoutShelf(Executor worker, LayoutReader reader, LayoutFetch others) {
        this.worker = worker;
        this.reader = reader;
        this.others = others;
    }

    /** Layouts of the first segments of a program, as many as can be had without a gap. */
    CompletionStage<List<SegmentLayout>> prefix(HlsProgram program) {
        return readHeld(program).thenCompose(read -> fetchMissing(program, -1)).thenApply(done -> {
            List<SegmentLayout> prefix = new ArrayList<>();
            SegmentLayout next;
            while (prefix.size() < program.segments().size() && (next = known(program, prefix.size())) != null) {
                prefix.add(next);
            }
            return prefix;
        });
    }

    /** Layouts of the segments that are here. */
    CompletionStage<List<SegmentLayout>> held(HlsProgram program) {
        return readHeld(program).thenApply(read -> {
            List<SegmentLayout> held = new ArrayList<>();
            for (Segment segment : program.segments()) {
                SegmentLayout layout = program.held().get(segment.number()) ? known(program, segment.number()) : null;
                if (layout != null) {
                    held.add(layout);
                }
            }
            return held;
        });
    }

    synchronized void forget(String programId) {
        Map<Integer, SegmentLayout> gone = kept.remove(programId);
        weight -= gone == null ? 0 : gone.values().stream().mapToLong(SegmentLayout::weight).sum();
    }

    private CompletionStage<Void> readHeld(HlsProgram program) {
        List<Segment> missing = program.segments().stream()
                .filter(segment -> program.held().get(segment.number()) && known(program, segment.number()) == null)
                .toList();
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (missing.isEmpty()) {
            done.complete(null);
            return done;
        }
        try {
            worker.execute(() -> read(program, missing, done));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(
                    new HttpRefusal(503, "too many playlists are in the making", "ask again in a second"));
        }
        return done;
    }

    private void read(HlsProgram program, List<Segment> missing, CompletableFuture<Void> done) {
        try {
            for (Segment segment : missing) {
                if (known(program, segment.number()) == null) {
                    keep(program, reader.read(segment, program.indexes().of(segment.number()), program.video()));
                }
            }
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The HLS playlists of {} can't be made: {}", program.id(), e.toString());
            done.completeExceptionally(
                    new HttpRefusal(500, "the program's files can't be read", "ask another engine"));
        }
    }

    /** Asks for what is missing, engine after engine, as long as answers bring something new. */
    private CompletionStage<Void> fetchMissing(HlsProgram program, int askedFor) {
        int next = 0;
        while (next < program.segments().size() && known(program, next) != null) {
            next++;
        }
        if (next == program.segments().size() || next == askedFor) {
            return CompletableFuture.completedFuture(null);
        }
        int segment = next;
        return others.layouts(program.id(), segment)
                .handle((json, error) -> {
                    if (error != null) {
                        LOG.debug("Layout of segment {} of {}", segment, program.id(), error);
                    } else {
                        take(program, json);
                    }
                    return segment;
                })
                .thenCompose(asked -> fetchMissing(program, asked));
    }

    private void take(HlsProgram program, String json) {
        try {
            for (SegmentLayout layout : SegmentLayout.fromJson(json)) {
                int n = layout.number();
                if (n >= 0 && n < program.segments().size()
                        && layout.fits(n, program.segments().get(n).sha256(), program.segments().get(n).bytes())) {
                    keep(program, layout);
                }
            }
        } catch (IOException e) {
            LOG.warn("What another engine says of {}: {}", program.id(), e.getMessage());
        }
    }

    private synchronized @Nullable SegmentLayout known(HlsProgram program, int segment) {
        Map<Integer, SegmentLayout> layouts = kept.get(program.id());
        SegmentLayout layout = layouts == null ? null : layouts.get(segment);
        return layout != null && layout.sha256().equals(program.segments().get(segment).sha256()) ? layout : null;
    }

    private synchronized void keep(HlsProgram program, SegmentLayout layout) {
        SegmentLayout old = kept.computeIfAbsent(program.id(), id -> new HashMap<>()).put(layout.number(), layout);
        weight += layout.weight() - (old == null ? 0 : old.weight());
        var oldest = kept.entrySet().iterator();
        while (weight > MAX_KEPT && kept.size() > 1) {
            weight -= oldest.next().getValue().values().stream().mapToLong(SegmentLayout::weight).sum();
            oldest.remove();
        }
    }
}
