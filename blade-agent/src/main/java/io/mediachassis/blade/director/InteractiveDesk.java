package io.mediachassis.blade.director;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.http.HttpDesk.Place;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where a console of a program's multicast streams asks that leaves them for a while, or came late (seed 000 claim 3): it
 * carries out what {@link InteractiveChoice} says, and keeps why. Any thread.
 */
public final class InteractiveDesk {
    private final DirectorDesk programs;
    private final int slot;
    private final String stationAddress;
    private final Supplier<SegmentLocationTable> table;
    private final Supplier<Optional<Term>> acting;
    private final InteractiveChoices choices;
    private final Clock clock;
    private final Counts<DirectorCounter> counts;

    /**
     * @param programs decides who else serves
     * @param slot of this blade, the interactive server
     * @param acting the term in which this blade acts as director now, else empty
     */
    public InteractiveDesk(DirectorDesk programs, int slot, String stationAddress, Supplier<SegmentLocationTable> table,
            Supplier<Optional<Term>> acting, InteractiveChoices choices, Clock clock, Counts<DirectorCounter> counts) {
        this.programs = programs;
        this.slot = slot;
        this.stationAddress = stationAddress;
        this.table = table;
        this.acting = acting;
        this.choices = choices;
        this.clock = clock;
        this.counts = counts;
    }

    /** By RTSP: this blade's own interactive server where it has some of the program; else the engines as ever. */
    public CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
        if (!decides(localAddress)) {
            return programs.whereIs(programId, localAddress);
        }
        SegmentLocationTable before = table.get();
        Optional<Engine> here = before.engine(slot).filter(engine -> engine.inService() && engine.hasSome(programId));
        counts.add(here.isPresent() ? DirectorCounter.INTERACTIVE_HERE : DirectorCounter.INTERACTIVE_ELSEWHERE);
        if (here.isPresent()) {
            note(programId, InteractiveChoice.here(here.get(), programId));
            return CompletableFuture.completedFuture(
                    new Whereabouts.Elsewhere(DirectorDesk.base(here.get().load().getRtspUrl())));
        }
        return programs.whereIs(programId, localAddress).thenApply(found -> {
            OptionalInt chosen = found instanceof Whereabouts.Elsewhere at
                    ? who(engine -> DirectorDesk.base(engine.load().getRtspUrl()).equals(at.rtspBase()))
                    : OptionalInt.empty();
            note(programId, InteractiveChoice.elsewhere(before, slot, programId, chosen));
            return found;
        });
    }

    /** By HTTP, of what was sent before it came: from the program's beginning on. */
    public CompletionStage<Place> placeOf(String programId, String localAddress) {
        if (!decides(localAddress)) {
            return programs.placeOf(programId, localAddress);
        }
        if (hasBeginning(programId)) {
            note(programId, InteractiveChoice.beginningHere(slot));
            return CompletableFuture.completedFuture(new Place.Elsewhere(
                    table.get().engine(slot).map(engine -> engine.load().getHttpUrl()).orElse("")));
        }
        return programs.placeOf(programId, localAddress).thenApply(found -> {
            OptionalInt chosen = found instanceof Place.Elsewhere at
                    ? who(engine -> engine.load().getHttpUrl().equals(at.httpBase()))
                    : OptionalInt.empty();
            note(programId, InteractiveChoice.beginningElsewhere(slot, chosen));
            return found;
        });
    }

    /** Whether this blade has a program's beginning. */
    public boolean hasBeginning(String programId) {
        return table.get().engine(slot).filter(engine -> engine.inService() && engine.holds(programId, 0)).isPresent();
    }

    private boolean decides(String localAddress) {
        return localAddress.equals(stationAddress) && acting.get().isPresent();
    }

    private OptionalInt who(Predicate<Engine> is) {
        return table.get().engines().stream().filter(is).mapToInt(Engine::slot).findFirst();
    }

    private void note(String programId, InteractiveChoice choice) {
        boolean unused = choices.note(programId, choice, clock.nanoTime(), clock.now().toEpochMilli());
    }
}
