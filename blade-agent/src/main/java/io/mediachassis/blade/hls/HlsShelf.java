package io.mediachassis.blade.hls;

import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.PlaylistShelf;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramListener;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.ts.SegmentIndex;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The playlists of the programs in the store, those held in part and those that are being taken in among them. Of a
 * program whose end is not known, or not in reach, the playlist is an EVENT that grows: nothing in it ever changes, and
 * it ends as that of the whole program. Any thread.
 */
public final class HlsShelf implements PlaylistShelf, ProgramListener {
    /** Whole layouts that are kept ready; the segments' own are kept by {@link LayoutShelf}. */
    private static final int READY = 32;

    private final ProgramStore store;
    private final LayoutShelf layouts;
    private final long targetTicks;
    private final String stationBase;
    private final Map<String, Making> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Making> eldest) {
            return size() > READY && eldest.getValue().layout().isDone();
        }
    };

    /** A layout, made or in the making, and of which moment of a program. */
    private record Making(String state, CompletableFuture<HlsLayout> layout) {
        /** Whether another request may use it: one that is not whole may have grown. */
        boolean serves(HlsProgram program) {
            return state.equals(program.state()) && (!layout.isDone()
                    || (!layout.isCompletedExceptionally() && layout.join().whole()));
        }
    }

    /**
     * A shelf for one store; it has to be told of changes by {@link ProgramStore#addListener}.
     *
     * @param worker reads media files; must not run its tasks on an event loop, and may refuse them
     * @param target about how long a fragment plays, 1 s or more
     * @param stationBase scheme, host and port of the station, without a slash at the end
     * @param others asked about segments that are not here
     */
    public HlsShelf(
            ProgramStore store, Executor worker, Duration target, String stationBase, LayoutFetch others) {
        if (target.toMillis() < 1000) {
            throw new IllegalArgumentException("HLS fragments of " + target.toMillis() + " ms; 1 s or more");
        }
        this.store = store;
        this.targetTicks = target.toMillis() * (SegmentIndex.TICKS_PER_SECOND / 1000);
        this.layouts = new LayoutShelf(worker, new LayoutReader(targetTicks), others);
        this.stationBase = stationBase;
    }

    @Override
    public CompletionStage<Optional<Playlist>> find(String programId, Kind kind, boolean atStation) {
        Optional<HlsProgram> program = program(programId);
        if (program.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return layout(program.get()).thenApply(layout -> kind == Kind.KEY_FRAMES && layout.keyFrames().isEmpty()
                ? Optional.empty()
                : Optional.of(playlist(program.get(), layout, kind, atStation)));
    }

    private Playlist playlist(HlsProgram program, HlsLayout layout, Kind kind, boolean atStation) {
        String base = atStation ? stationBase : "";
        String text = switch (kind) {
            case MASTER -> Playlists.master(layout, base);
            case MEDIA -> Playlists.media(layout, base);
            case KEY_FRAMES -> Playlists.keyFrames(layout, base);
        };
        String tag = program.state() + "-" + kind.name().substring(1, 3) + (atStation ? "s" : "")
                + (layout.whole() ? "" : "-" + layout.fragments().size());
        return new Playlist(text, tag, program.createdSeconds(), !layout.whole());
    }

    @Override
    public CompletionStage<Optional<String>> layouts(String programId) {
        Optional<HlsProgram> program = program(programId);
        return program.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : layouts.held(program.get()).thenApply(held -> Optional.of(SegmentLayout.toJson(held)));
    }

    private Optional<HlsProgram> program(String id) {
        return store.holding(id).map(HlsProgram::of).or(() -> store.growing(id).map(HlsProgram::of));
    }

    @Override
    public void added(Program program) {
        changed(program);
    }

    @Override
    public void changed(Program program) {
        if (program.isWhole()) {
            // While its bytes are still in the page cache.
            layout(HlsProgram.of(program));
        }
    }

    @Override
    public void removed(Program program) {
        synchronized (this) {
            made.remove(program.id());
        }
        layouts.forget(program.id());
    }

    private CompletableFuture<HlsLayout> layout(HlsProgram program) {
        CompletableFuture<HlsLayout> making = new CompletableFuture<>();
        synchronized (this) {
            Making known = made.get(program.id());
            if (known != null && known.serves(program)) {
                return known.layout();
            }
            made.put(program.id(), new Making(program.state(), making));
        }
        layouts.prefix(program).whenComplete((prefix, error) -> {
            if (error != null) {
                making.completeExceptionally(error.getCause() instanceof HttpRefusal refusal ? refusal : error);
            } else if (prefix.isEmpty()) {
                making.completeExceptionally(new HttpRefusal(
                        503, "no engine in reach holds the start of " + program.id(), "ask again later"));
            } else {
                making.complete(whole(program, prefix));
            }
        });
        return making;
    }

    private HlsLayout whole(HlsProgram program, List<SegmentLayout> prefix) {
        boolean whole = program.published() && prefix.size() == program.segments().size();
        return HlsLayout.of(program.id(), whole, prefix, targetTicks);
    }
}
