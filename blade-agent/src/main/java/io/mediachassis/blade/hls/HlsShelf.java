package io.mediachassis.blade.hls;

import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.PlaylistShelf;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramListener;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The playlists of the programs in the store. A layout is made once, when its program is published or at the first
 * request, on a worker; the last ones used are kept. Any thread.
 */
public final class HlsShelf implements PlaylistShelf, ProgramListener {
    private static final Logger LOG = LoggerFactory.getLogger(HlsShelf.class);
    /** Fragments and key frames of all layouts kept: 40 bytes each, and an hour of media has some 2400. */
    private static final long MAX_KEPT = 400_000;

    private final ProgramStore store;
    private final Executor worker;
    private final LayoutReader reader;
    private final String stationBase;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    /** A layout, made or in the making, and of which program. */
    private record Kept(Program program, CompletableFuture<HlsLayout> layout) {
        long weight() {
            HlsLayout made = layout.isCompletedExceptionally() ? null : layout.getNow(null);
            return made == null ? 1 : 16L + made.fragments().size() + made.keyFrames().size();
        }
    }

    /**
     * A shelf for one store; it has to be told of changes by {@link ProgramStore#addListener}.
     *
     * @param worker reads media files; must not run its tasks on the caller's thread, and may refuse them
     * @param target about how long a fragment plays, 1 s or more
     * @param stationBase scheme, host and port of the station, without a slash at the end
     */
    public HlsShelf(ProgramStore store, Executor worker, Duration target, String stationBase) {
        if (target.toMillis() < 1000) {
            throw new IllegalArgumentException("HLS fragments of " + target.toMillis() + " ms; 1 s or more");
        }
        this.store = store;
        this.worker = worker;
        this.reader = new LayoutReader(target.toMillis() * (SegmentIndex.TICKS_PER_SECOND / 1000));
        this.stationBase = stationBase;
    }

    @Override
    public CompletionStage<Optional<Playlist>> find(String programId, Kind kind, boolean atStation) {
        Optional<Program> program = store.program(programId);
        if (program.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String base = atStation ? stationBase : "";
        return layout(program.get()).thenApply(layout -> {
            if (kind == Kind.KEY_FRAMES && layout.keyFrames().isEmpty()) {
                return Optional.empty();
            }
            String text = switch (kind) {
                case MASTER -> Playlists.master(layout, base);
                case MEDIA -> Playlists.media(layout, base);
                case KEY_FRAMES -> Playlists.keyFrames(layout, base);
            };
            String tag = HexFormat.of().formatHex(program.get().manifestHash(), 0, 16)
                    + "-" + kind.name().substring(1, 3)
                    + (atStation ? "s" : "") + (layout.whole() ? "" : "-" + layout.fragments().size());
            return Optional.of(new Playlist(
                    text, tag, program.get().created().getEpochSecond(), !layout.whole()));
        });
    }

    @Override
    public void added(Program program) {
        changed(program);
    }

    @Override
    public void changed(Program program) {
        if (program.isWhole()) {
            // While its bytes are still in the page cache.
            layout(program);
        } else {
            removed(program);
        }
    }

    @Override
    public synchronized void removed(Program program) {
        Kept old = kept.remove(program.id());
        weight -= old == null ? 0 : old.weight();
    }

    private CompletableFuture<HlsLayout> layout(Program program) {
        CompletableFuture<HlsLayout> made = new CompletableFuture<>();
        synchronized (this) {
            Kept known = kept.get(program.id());
            if (known != null && known.program() == program && !known.layout().isCompletedExceptionally()) {
                return known.layout();
            }
            if (known != null) {
                removed(known.program());
            }
            kept.put(program.id(), new Kept(program, made));
            weight++;
        }
        try {
            worker.execute(() -> make(program, made));
        } catch (RejectedExecutionException e) {
            fail(program, made, new HttpRefusal(503, "too many playlists are in the making", "ask again in a second"));
        }
        return made;
    }

    private void make(Program program, CompletableFuture<HlsLayout> to) {
        try {
            HlsLayout layout = reader.read(program);
            synchronized (this) {
                Kept now = kept.get(program.id());
                to.complete(layout);
                if (now != null && now.layout() == to) {
                    weight += now.weight() - 1;
                    trim();
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The HLS playlists of {} can't be made: {}", program.id(), e.toString());
            fail(program, to, new HttpRefusal(500, "the program's files can't be read", "ask another engine"));
        }
    }

    private void fail(Program program, CompletableFuture<HlsLayout> to, HttpRefusal why) {
        synchronized (this) {
            Kept now = kept.get(program.id());
            if (now != null && now.layout() == to) {
                removed(program);
            }
        }
        to.completeExceptionally(why);
    }

    private void trim() {
        var oldest = kept.values().iterator();
        while (weight > MAX_KEPT && kept.size() > 1) {
            Kept next = oldest.next();
            if (next.layout().isDone()) {
                weight -= next.weight();
                oldest.remove();
            } else {
                return;
            }
        }
    }
}
