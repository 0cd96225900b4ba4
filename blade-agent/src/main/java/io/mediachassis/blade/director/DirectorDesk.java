package io.mediachassis.blade.director;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.http.HttpDesk;
import io.mediachassis.blade.http.ProgramSummary;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.MediaDesk;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.ProgramDescription;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Answers the RTSP and HTTP servers of this blade. What came to the station address is the director's: redirected to the
 * least busy engine that holds the program, or anchored where the player can't be redirected. What came to the blade's
 * own address is the engine's. Any thread.
 */
public final class DirectorDesk implements MediaDesk, HttpDesk {
    private static final int RETRY_AFTER_SECONDS = 1;

    private final int slot;
    private final String stationAddress;
    private final Supplier<SegmentLocationTable> table;
    private final Supplier<Optional<Term>> acting;
    private final Anchors anchors;
    private final Headroom headroom;
    private final HotServing serving;
    private final Deliveries deliveries;
    private final Clock clock;

    /**
     * @param acting the term in which this blade acts as director now, else empty
     * @param serving finds who streams to a console
     * @param deliveries of programs that are being taken in
     */
    public DirectorDesk(
            int slot,
            String stationAddress,
            Supplier<SegmentLocationTable> table,
            Supplier<Optional<Term>> acting,
            Anchors anchors,
            Headroom headroom,
            HotServing serving,
            Deliveries deliveries,
            Clock clock) {
        this.slot = slot;
        this.stationAddress = stationAddress;
        this.table = table;
        this.acting = acting;
        this.anchors = anchors;
        this.headroom = headroom;
        this.serving = serving;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    // ---- RTSP --------------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
        return atStation(localAddress)
                ? stationSays(programId)
                : CompletableFuture.completedFuture(engineSays(programId));
    }

    @Override
    public CompletionStage<StreamHandle> open(StreamRequest request) {
        if (!atStation(request.localAddress())) {
            return anchors.open(request, slot, slot, Optional.empty());
        }
        Optional<Term> term = acting.get();
        if (term.isEmpty()) {
            return refuse(503, "This blade is no longer the director; ask again");
        }
        // Interleaved packets go through the connection, which is here; the engine here fetches what it lacks.
        boolean here = request.delivery() instanceof Delivery.Interleaved;
        return streaming(request.programId(), here ? slot : 0).thenCompose(choice -> {
            if (choice instanceof AllBusy) {
                return refuse(453, "No engine has room for " + request.programId() + " now");
            } else if (choice instanceof Chosen chosen) {
                return anchors.open(request, here ? slot : chosen.engine().slot(), chosen.engine().slot(), term);
            }
            return openGrowing(request, term);
        });
    }

    /**
     * From the engine that takes it in, which has something of it or not; others have nothing to copy from. It sends what
     * goes through a connection to this blade, which passes it on.
     */
    private CompletionStage<StreamHandle> openGrowing(StreamRequest request, Optional<Term> term) {
        int growing = deliveries.takenInBy(request.programId());
        if (growing == 0) {
            return refuse(404, "No engine of this station holds " + request.programId());
        }
        return anchors.open(request, growing, growing, term).exceptionallyCompose(error -> {
            Throwable why = error instanceof CompletionException ? error.getCause() : error;
            boolean nothingYet = why instanceof MediaException refusal && refusal.rtspStatus() == 404;
            return nothingYet
                    ? refuse(503, request.programId() + " is still being published; ask again")
                    : CompletableFuture.failedFuture(error);
        });
    }

    /** @param sending the engine that can't but send; 0: any */
    private CompletionStage<Choice> streaming(String programId, int sending) {
        boolean lacking = table.get().program(programId).isEmpty() && !mayObtain(programId);
        return lacking
                ? CompletableFuture.completedFuture(new NoneHolds())
                : serving.serve(new Ask(programId, 0, sending, Set.of(), Use.STREAM));
    }

    /** Whether what is lacking of a program here may come of another station; not of what is just being published here. */
    private boolean mayObtain(String programId) {
        return serving.mayObtain(programId) && deliveries.takenInBy(programId) == 0;
    }

    // ---- HTTP --------------------------------------------------------------------------------------------------

    @Override
    public List<ProgramSummary> programs(String localAddress) {
        SegmentLocationTable known = table.get();
        if (atStation(localAddress)) {
            return known.programs().stream().map(Holdings::summary).toList();
        }
        return known.engine(slot).stream()
                .flatMap(engine -> engine.programs().values().stream())
                .map(Holdings::summary)
                .toList();
    }

    @Override
    public CompletionStage<Place> placeOf(String programId, String localAddress) {
        return placeOf(programId, localAddress, false);
    }

    @Override
    public CompletionStage<Place> playlistPlace(String programId, String localAddress) {
        return placeOf(programId, localAddress, true);
    }

    /** @param whole nothing less than a whole segment is of use */
    private CompletionStage<Place> placeOf(String programId, String localAddress, boolean whole) {
        boolean station = atStation(localAddress);
        if (station && acting.get().isEmpty()) {
            return CompletableFuture.completedFuture(new Place.Busy(RETRY_AFTER_SECONDS));
        }
        boolean here = !station && held(programId)
                .filter(some -> some.getSegmentRangesCount() > 0 || (!whole && some.getArrivingSegmentsCount() > 0))
                .isPresent();
        if (here) {
            return CompletableFuture.completedFuture(new Place.Here());
        }
        Choice choice = toServe(programId, Use.DOWNLOAD);
        return station && choice instanceof NoneHolds && mayObtain(programId)
                ? obtained(programId, 0, whole)
                : CompletableFuture.completedFuture(place(programId, choice, station));
    }

    private CompletionStage<Place> obtained(String programId, int segment, boolean whole) {
        return serving.obtain(new Ask(programId, segment, 0, Set.of(), Use.DOWNLOAD), whole)
                .thenApply(choice -> place(programId, choice, true));
    }

    @Override
    public CompletionStage<Place> placeOf(String programId, int segment, String localAddress) {
        boolean station = atStation(localAddress);
        if (station && acting.get().isEmpty()) {
            return CompletableFuture.completedFuture(new Place.Busy(RETRY_AFTER_SECONDS));
        }
        boolean here = table.get().engine(slot)
                .filter(engine -> engine.holds(programId, segment) || engine.receives(programId, segment))
                .isPresent();
        if (!station && here) {
            return CompletableFuture.completedFuture(new Place.Here());
        }
        Choice choice = EngineChoice.toGive(table.get(), headroom, programId, segment, clock.nanoTime());
        return station && choice instanceof NoneHolds && mayObtain(programId)
                ? obtained(programId, segment, false)
                : CompletableFuture.completedFuture(place(programId, choice, station));
    }

    private Place place(String programId, Choice choice, boolean station) {
        if (choice instanceof Chosen chosen) {
            return new Place.Elsewhere(chosen.engine().load().getHttpUrl());
        } else if (choice instanceof AllBusy) {
            return new Place.Busy(RETRY_AFTER_SECONDS);
        }
        // Nobody holds it yet; but the engine that takes it in can give what has come of it.
        int growing = deliveries.takenInBy(programId);
        return growing == slot && !station
                ? new Place.NotFound()
                : table.get().engine(growing)
                        .filter(Engine::inService)
                        .<Place>map(engine -> new Place.Elsewhere(engine.load().getHttpUrl()))
                        .orElseGet(Place.NotFound::new);
    }

    private CompletionStage<Whereabouts> stationSays(String programId) {
        if (acting.get().isEmpty()) {
            return CompletableFuture.completedFuture(new Whereabouts.Busy(RETRY_AFTER_SECONDS));
        }
        return streaming(programId, 0).thenApply(choice -> elsewhere(programId, choice, true));
    }

    /**
     * At an engine that sends it, or else at the one that takes it in. Busy where it can be played a little later: once an
     * engine has room, or something of it is whole.
     */
    private Whereabouts elsewhere(String programId, Choice choice, boolean station) {
        if (choice instanceof Chosen chosen) {
            return new Whereabouts.Elsewhere(base(chosen.engine().load().getRtspUrl()));
        }
        int growing = choice instanceof AllBusy ? 0 : deliveries.takenInBy(programId);
        if (growing == 0) {
            return choice instanceof AllBusy ? new Whereabouts.Busy(RETRY_AFTER_SECONDS) : new Whereabouts.NotFound();
        }
        return growing == slot && !station
                ? new Whereabouts.Busy(RETRY_AFTER_SECONDS)
                : table.get().engine(growing)
                        .filter(Engine::inService)
                        .<Whereabouts>map(engine -> new Whereabouts.Elsewhere(base(engine.load().getRtspUrl())))
                        .orElseGet(() -> new Whereabouts.Busy(RETRY_AFTER_SECONDS));
    }

    private Whereabouts engineSays(String programId) {
        Optional<ProgramHolding> here = held(programId);
        if (here.isPresent()) {
            ProgramHolding held = here.get();
            return new Whereabouts.Here(new ProgramDescription(
                    programId, held.getTitle(), held.getDurationMs() + EngineStreams.PRESENTATION_MARGIN_MS,
                    held.getBitRate()));
        }
        return deliveries.growingHere(programId)
                .<Whereabouts>map(Whereabouts.Here::new)
                .orElseGet(() -> elsewhere(programId, toServe(programId, Use.STREAM), false));
    }

    private Optional<ProgramHolding> held(String programId) {
        return table.get().engine(slot).map(engine -> engine.programs().get(programId));
    }

    private Choice toServe(String programId, Use use) {
        return EngineChoice.toServe(table.get(), headroom, use, programId, clock.nanoTime());
    }

    private boolean atStation(String localAddress) {
        return localAddress.equals(stationAddress);
    }

    static URI base(String url) {
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    private static <T> CompletionStage<T> refuse(int status, String text) {
        return CompletableFuture.failedFuture(new MediaException(status, text));
    }
}
