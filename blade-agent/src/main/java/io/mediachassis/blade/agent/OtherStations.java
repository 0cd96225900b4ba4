package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.FarTransfer;
import io.mediachassis.backplane.proto.PathReport;
import io.mediachassis.backplane.proto.SegmentSourceQuery;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.proto.SegmentSourceReply.Outcome;
import io.mediachassis.backplane.proto.StationCopies;
import io.mediachassis.backplane.proto.StationRow;
import io.mediachassis.backplane.proto.WhereQuery;
import io.mediachassis.backplane.proto.WhereReply;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.PathBook;
import io.mediachassis.backplane.source.SourceCandidate;
import io.mediachassis.blade.obtain.Offer;
import io.mediachassis.blade.station.Directory;
import io.mediachassis.blade.station.FarDirectors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Whom the director asks about what the station lacks: the registry, and the directors of other stations; and what was measured
 * of the ways from those. Control loop; answers come on any thread, and {@link #known} and {@link #paths} are asked on any.
 */
public final class OtherStations {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int PATHS = 100;

    private final String own;
    private final boolean registry;
    private final Supplier<Directory> directory;
    private final Supplier<Optional<Link>> headEnd;
    private final FarDirectors directors;
    private final Clock clock;
    private final PathBook paths;
    private volatile List<PathReport> reports = List.of();

    /**
     * Asks nobody yet.
     *
     * @param own this station's name
     * @param registry whether it is asked at all
     * @param headEnd the link to the controller that runs it, while there is one
     * @param paths what was measured, which nobody else has from now on
     */
    public OtherStations(
            String own, boolean registry, Supplier<Directory> directory, Supplier<Optional<Link>> headEnd,
            FarDirectors directors, PathBook paths, Clock clock) {
        this.own = own;
        this.registry = registry;
        this.directory = directory;
        this.headEnd = headEnd;
        this.directors = directors;
        this.paths = paths;
        this.clock = clock;
    }

    /** This station's name. */
    String own() {
        return own;
    }

    /** Whether there are others, and somebody who knows what they hold. */
    boolean known() {
        return registry && directory.get().hasOthers();
    }

    Optional<Link> headEnd() {
        return headEnd.get();
    }

    // ---- the registry ------------------------------------------------------------------------------------------

    /** Who has a program; fails while that can't be said. */
    CompletionStage<List<Offer>> where(String programId) {
        Optional<Link> link = headEnd.get();
        if (link.isEmpty()) {
            return CompletableFuture.failedFuture(new IOException("no controller of the head-end is in reach"));
        }
        Envelope.Builder query = Envelope.newBuilder()
                .setWhereQuery(WhereQuery.newBuilder().setProgramId(programId));
        return link.get().request(query, PATIENCE).thenCompose(reply -> {
            WhereReply where = reply.getWhereReply();
            if (!reply.hasWhereReply() || where.getUnavailable()) {
                return CompletableFuture.failedFuture(new IOException("the registry can't say: " + where.getText()));
            }
            // The book is the control loop's.
            return CompletableFuture.completedFuture(where);
        }).thenCompose(this::offers);
    }

    private CompletionStage<List<Offer>> offers(WhereReply where) {
        List<Offer> offers = new ArrayList<>();
        boolean hidden = where.getSilentList().stream().anyMatch(copies -> !copies.getStation().equals(own));
        for (StationCopies copies : where.getSourcesList()) {
            Optional<StationRow> row = directory.get().other(copies.getStation());
            if (copies.getStation().equals(own)) {
                continue;
            }
            if (row.isEmpty() || row.get().getAddress().isEmpty()) {
                hidden = true;
                continue;
            }
            offers.add(offer(copies, row.get()));
        }
        // Somebody has it who can't be asked just now: that is not the same as nobody.
        return offers.isEmpty() && hidden
                ? CompletableFuture.failedFuture(new IOException("the stations that hold it can't be asked now"))
                : CompletableFuture.completedFuture(offers);
    }

    private Offer offer(StationCopies copies, StationRow row) {
        int km = copies.getDistanceKm() > 0 ? copies.getDistanceKm() : row.getDistanceKm();
        SourceCandidate candidate;
        synchronized (paths) {
            candidate = SourceCandidate.of(
                    copies.getStation(), copies.getHome() || row.getHome(), km, copies.getLoad(), paths, clock.nanoTime());
        }
        return new Offer(
                candidate, row.getAddress(), row.getSourceNetsList(), HexFormat.of().formatHex(copies.getManifestHash().toByteArray()),
                copies.getSegmentsTotal(), SegmentRanges.ofPairs(copies.getSegmentRangesList()));
    }

    // ---- other stations ----------------------------------------------------------------------------------------

    /**
     * Which of its engines a station gives segments from; fails where its director can't be asked.
     *
     * @param manifest hexadecimal, of the program that is meant; empty: any by that id
     */
    CompletionStage<SegmentSourceReply> sources(
            String station, String programId, String manifest, SegmentRanges segments) {
        Optional<StationRow> row = directory.get().other(station);
        if (row.isEmpty()) {
            return CompletableFuture.failedFuture(new IOException("it is no station of this head-end any more"));
        }
        SegmentSourceQuery query = SegmentSourceQuery.newBuilder()
                .setProgramId(programId)
                .setManifestHash(ByteString.copyFrom(HexFormat.of().parseHex(manifest)))
                .addAllSegmentRanges(segments.pairs())
                .build();
        return directors.ask(row.get(), Envelope.newBuilder().setSegmentSourceQuery(query)).thenCompose(reply -> {
            if (!reply.hasSegmentSourceReply()) {
                return CompletableFuture.failedFuture(new IOException("it answers " + reply.getBodyCase()));
            }
            if (reply.getSegmentSourceReply().getOutcome() == Outcome.NOT_DIRECTOR) {
                directors.redial(station);
            }
            return CompletableFuture.completedFuture(reply.getSegmentSourceReply());
        });
    }

    // ---- the ways ----------------------------------------------------------------------------------------------

    /** What copies gave. */
    void measured(List<FarTransfer> transfers) {
        synchronized (paths) {
            for (FarTransfer transfer : transfers) {
                if (!transfer.getStation().isEmpty() && transfer.getBytes() > 0) {
                    paths.transferred(transfer.getStation(), transfer.getBytes(), transfer.getDurationNs(),
                            transfer.getRoundTripNs(), clock.nanoTime());
                }
            }
        }
    }

    /** Each second: what the head-end is told of the ways. */
    void report() {
        reports = reports(PATHS);
    }

    /** Of so many ways, those that were measured last. */
    List<PathReport> reports(int most) {
        synchronized (paths) {
            return paths.reports(most, clock.nanoTime());
        }
    }

    /** The same, as it was last. */
    List<PathReport> paths() {
        return reports;
    }
}
