package io.mediachassis.blade.agent;

import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.InteractiveDesk;
import io.mediachassis.blade.http.HttpDesk;
import io.mediachassis.blade.http.ProgramSummary;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.MediaDesk;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Answers for multicast streams, which any blade can, and passes all else on to the director's desk. Any thread.
 */
final class NvodDesk implements MediaDesk, HttpDesk {
    private static final String INTERACTIVE = PlaybackGate.INTERACTIVE_PREFIX;

    private final DirectorDesk programs;
    private final InteractiveDesk interactive;
    private final SetShelf shelf;
    private final MulticastSeats seats;
    private final Consumer<String> proven;
    private final Consumer<String> beginnings;

    /**
     * @param proven hears of addresses that were shown to be their askers' own
     * @param beginnings hears of programs whose beginning is asked for by consoles that came late, and isn't here
     */
    NvodDesk(DirectorDesk programs, InteractiveDesk interactive, SetShelf shelf, MulticastSeats seats,
            Consumer<String> proven, Consumer<String> beginnings) {
        this.programs = programs;
        this.interactive = interactive;
        this.shelf = shelf;
        this.seats = seats;
        this.proven = proven;
        this.beginnings = beginnings;
    }

    @Override
    public CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
        if (programId.startsWith(INTERACTIVE)) {
            return interactive.whereIs(programId.substring(INTERACTIVE.length()), localAddress);
        }
        return MulticastSeats.isSet(programId) ? seats.describe(programId) : programs.whereIs(programId, localAddress);
    }

    @Override
    public CompletionStage<StreamHandle> open(StreamRequest request) {
        if (request.delivery() instanceof Delivery.Multicast wanted) {
            proven.accept(request.clientAddress());
            return seats.take(request.programId(), wanted.stream());
        }
        return programs.open(request.programId().startsWith(INTERACTIVE)
                ? request.of(request.programId().substring(INTERACTIVE.length()))
                : request);
    }

    @Override
    public List<ProgramSummary> programs(String localAddress) {
        return programs.programs(localAddress);
    }

    @Override
    public CompletionStage<Place> placeOf(String programId, String localAddress) {
        return programs.placeOf(programId, localAddress);
    }

    @Override
    public CompletionStage<Place> playlistPlace(String programId, String localAddress) {
        return programs.playlistPlace(programId, localAddress);
    }

    @Override
    public CompletionStage<Place> interactive(String programId, String localAddress) {
        if (!interactive.hasBeginning(programId)) {
            beginnings.accept(programId);
        }
        return interactive.placeOf(programId, localAddress);
    }

    @Override
    public CompletionStage<Place> placeOf(String programId, int segment, String localAddress) {
        return programs.placeOf(programId, segment, localAddress);
    }

    @Override
    public Optional<Announcement> announced(String path, String client) {
        Optional<Announcement> found = shelf.at(path);
        if (found.isPresent()) {
            proven.accept(client);
        }
        return found;
    }
}
