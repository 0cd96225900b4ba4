package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.headend.registry.ReportRules.Step;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry over its store. Any thread, and several at once; each call blocks for the store. */
public final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final RegistryStore store;
    private final Duration leaseLifetime;
    private final ReportRules rules = new ReportRules();

    /**
     * A registry over a store that is open, and stays the caller's.
     *
     * @param leaseLifetime for which a station counts as there after it was heard of; at least 1 s
     */
    public Registry(RegistryStore store, Duration leaseLifetime) {
        this.store = store;
        this.leaseLifetime = leaseLifetime;
    }

    /** What a station is told when it says that it is there. */
    public enum Welcome {
        KNOWN,
        /** A full picture is due. */
        RECONCILE,
        /** A director of a later term has reported: the lease was not renewed. */
        SUPERSEDED
    }

    /** Applies a report; a store that takes no writes now is an answer, too. */
    public ReportReply report(StationReport report) {
        try {
            List<Mended> mended = List.of();
            while (true) {
                List<Mended> earlier = mended;
                Step step = store.write(rows -> rules.apply(rows, report, earlier));
                if (!step.more()) {
                    return step.reply();
                }
                mended = step.mended();
            }
        } catch (StoreException e) {
            LOG.debug("Report {} of {} was not taken: {}", report.sequence(), report.station(), e.getMessage());
            return ReportReply.plain(report, Outcome.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * A station's director says that the station is there.
     *
     * @throws StoreException when the store takes no writes now
     */
    public Welcome alive(String station, Term term) {
        Optional<StationRow> row = store.readOne(rows -> rows.station(station));
        if (row.filter(known -> term.isOlderThan(known.term())).isPresent()) {
            return Welcome.SUPERSEDED;
        }
        store.renew(station, leaseLifetime);
        boolean known = row.filter(r -> r.standing() != Standing.PICTURE_DUE && r.term().equals(term))
                .isPresent();
        return known ? Welcome.KNOWN : Welcome.RECONCILE;
    }

    /**
     * This controller serves the registry from now on. Where each controller has rows of its own, what another one did
     * meanwhile is not in these: every station's next word is to be a picture, and no leave stands, since all that was
     * given has run out by the time that any is given again ({@link NewReign}).
     *
     * @throws StoreException when the store takes no writes now
     */
    public void beginReign() {
        if (!store.isShared()) {
            store.<Boolean>write(rows -> {
                NewReign.reset(rows);
                return true;
            });
        }
    }

    /** Whether leave that another controller gave is known here. */
    public boolean isShared() {
        return store.isShared();
    }

    /**
     * One station; empty: nothing was ever heard of it.
     *
     * @throws StoreException when the store can't be reached
     */
    public Optional<StationRow> station(String name) {
        return store.readOne(rows -> rows.station(name));
    }

    /**
     * All stations that were ever heard, by name.
     *
     * @throws StoreException when the store can't be reached
     */
    public List<RegistryCheck.Station> stations() {
        return store.read(RegistryCheck::stations);
    }

    /**
     * Who has a program.
     *
     * @throws StoreException when the store can't be reached
     */
    public Locations where(String program) {
        return store.readOne(rows -> Locations.of(rows, program));
    }

    /**
     * What is wrong in the whole system.
     *
     * @throws StoreException when the store can't be reached
     */
    public RegistryCheck check() {
        return store.read(RegistryCheck::of);
    }

    /**
     * Has a station send its full picture with what it says next.
     *
     * @return false where nothing was ever heard of it
     * @throws StoreException when the store takes no writes now
     */
    public boolean askForPicture(String station) {
        return store.write(rows -> {
            Optional<StationRow> row = rows.station(station);
            row.ifPresent(known -> rows.put(known.pictureDue()));
            return row.isPresent();
        });
    }

    /**
     * Nothing is known of a silent station any more, so that another chassis can report by its name.
     *
     * @throws StoreException when the store takes no writes now
     */
    public Forgetting.Outcome forget(String station) {
        while (true) {
            Optional<Forgetting.Outcome> outcome = store.write(rows -> Forgetting.step(rows, station));
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    public Duration leaseLifetime() {
        return leaseLifetime;
    }
}
