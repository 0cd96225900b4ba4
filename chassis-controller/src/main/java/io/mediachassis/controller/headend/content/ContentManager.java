package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ContentState;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import io.mediachassis.controller.headend.distribution.DistributionPlanner;
import io.mediachassis.controller.headend.distribution.Reach;
import io.mediachassis.controller.headend.distribution.StationCopy;
import io.mediachassis.controller.headend.distribution.StationNetwork;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content manager (seed 002, claims 9 and 10): program information and states, what boards are to go by, and when the
 * content engine downloads what. What it decides it stores before it acts, so that after a crash at any point it goes on from
 * what is stored. Blocks; its own thread ({@link ContentThread}).
 */
final class ContentManager {
    private static final Logger LOG = LoggerFactory.getLogger(ContentManager.class);
    /** With those that were forgotten the word for boards fits a link's frame. */
    private static final int MAX_CONTENTS = 5_000;
    /** A link's frames are bounded. */
    private static final int PAGE_BYTES = 256 * 1024;
    private static final int MAX_ATTEMPTS = 8;
    private static final int ERROR_CHARACTERS = 500;
    /** Until blades tell of what they were just given. */
    private static final Duration SENT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final ContentStore store;
    private final Transfers engine;
    private final Transfers.Outcome outcome;
    private final Executor thread;
    private final HomeStation station;
    private final StationNetwork others;
    private final ContentOutlet outlet;
    private final Clock clock;
    private final ContentSettings settings;
    private final Map<String, Instant> notBefore = new HashMap<>();
    /** Put into the station whole, by this controller, since it was last begun. */
    private final Set<String> sent = new HashSet<>();
    /** Up to this revision all rows are on the other controller's disk. */
    private long told;
    private boolean telling;
    private long peers;
    private boolean active;
    private long epoch;
    private long revision;
    private ProgramRules word = ProgramRules.getDefaultInstance();

    /**
     * @param thread its own
     * @param others beside the home station
     * @param settings what holds where a content says nothing else
     */
    ContentManager(
            ContentStore store, Transfers engine, Transfers.Outcome outcome, Executor thread, HomeStation station,
            StationNetwork others, ContentOutlet outlet, ContentSettings settings, Clock clock) {
        this.thread = thread;
        this.store = store;
        this.engine = engine;
        this.outcome = outcome;
        this.station = station;
        this.others = others;
        this.outlet = outlet;
        this.settings = settings;
        this.clock = clock;
    }

    // ---- the controller's role, and the other controller ---------------------------------------------------------

    void beginReign(long now) {
        active = true;
        epoch = now;
        revision = 0;
        notBefore.clear();
        sent.clear();
        tellRules();
        tick();
    }

    void endReign() {
        active = false;
        // The other controller begins them anew.
        store.everything().forEach(content -> engine.stop(content.getId()));
    }

    /** The link to the other controller came up: it may know nothing. */
    void peerCame() {
        told = 0;
        telling = false;
        peers++;
        tellPeer();
    }

    /** The next page, once the one before is on the other's disk; what it did not take is told again with the next tick. */
    private void tellPeer() {
        List<ContentRow> page = store.after(told, PAGE_BYTES);
        if (telling || page.isEmpty()) {
            return;
        }
        telling = true;
        long peer = peers;
        long last = page.get(page.size() - 1).getRevision();
        outlet.tellPeer(ContentReplica.newBuilder().addAllRows(page).build())
                .whenCompleteAsync((stored, error) -> {
                    if (peer != peers) {
                        return;
                    }
                    telling = false;
                    if (error == null && stored) {
                        told = last;
                        tellPeer();
                    }
                }, thread);
    }

    /** What the other controller tells. */
    void learn(ContentReplica replica) {
        boolean news = !store.put(replica.getRowsList()).isEmpty();
        if (news && active) {
            endTransfers();
            tellRules();
        }
    }

    // ---- orders --------------------------------------------------------------------------------------------------

    List<ContentDesk.View> views() {
        Map<String, AtStation> programs = station.programs();
        return store.all().stream().map(content -> view(content, programs)).toList();
    }

    ContentDesk.View view(String id) {
        return view(get(id), station.programs());
    }

    private ContentDesk.View view(ContentRow content, Map<String, AtStation> programs) {
        Optional<Transfers.Progress> progress = engine.progress(content.getId());
        return new ContentDesk.View(
                content,
                progress.map(Transfers.Progress::done).orElse(0L),
                progress.map(Transfers.Progress::total).orElse(-1L),
                progress.map(Transfers.Progress::rate).orElse(0.0),
                programs.getOrDefault(content.getId(), AtStation.NOTHING).leastCopies(),
                elsewhere(content));
    }

    /** At the stations that are to have it, and at those that have some of it anyway. */
    private List<StationCopy> elsewhere(ContentRow content) {
        Set<String> wanted = DistributionPlanner.wanted(content, others.stations());
        return others.copies(content.getId(), manifest(content)).values().stream()
                .filter(copy -> copy.segments() > 0 || copy.another() || wanted.contains(copy.station()))
                .sorted(Comparator.comparing(StationCopy::station))
                .toList();
    }

    /** Which program it is; empty: not known. */
    private static String manifest(ContentRow content) {
        return HexFormat.of().formatHex(content.getManifestHash().toByteArray());
    }

    ContentDesk.View add(ContentRow wish, boolean start) {
        if (store.all().size() >= MAX_CONTENTS) {
            throw new ContentRefusal(507, "there are " + MAX_CONTENTS + " contents", "forget some that are withdrawn");
        }
        ContentRow.Builder row = row(wish);
        keep(row.setState(start ? ContentState.TRANSFERRING : ContentState.DRAFT).build());
        tick();
        return view(row.getId());
    }

    private ContentRow.Builder row(ContentRow wish) {
        Map<String, AtStation> programs = station.programs();
        ContentRow.Builder row = ContentWishes.row(wish, engine.schemes(), id -> {
            AtStation there = programs.getOrDefault(id, AtStation.NOTHING);
            return store.find(id).isPresent() || there.held() || there.work();
        }, settings.copies(), clock.now());
        if (!row.hasDistribution()) {
            row.setDistribution(ContentDistribution.newBuilder().addAllStations(settings.stations()));
        }
        DistributionWishes.check(row.getDistribution(), others.stations());
        // A blade that was away may still have the one that was forgotten.
        store.forgotten(row.getId()).ifPresent(before -> row.setGoneStoredEpochMs(before.getGoneStoredEpochMs()));
        return row;
    }

    ContentDesk.View start(String id) {
        ContentRow content = get(id);
        if (content.getState() != ContentState.DRAFT && content.getState() != ContentState.FAILED) {
            throw wrongState(content, "started");
        }
        notBefore.remove(id);
        sent.remove(id);
        keep(ContentCourse.to(ContentState.TRANSFERRING, content, clock.now()).clearAttempts().clearError().build());
        tick();
        return view(id);
    }

    ContentDesk.View publish(String id, Optional<Long> at, Optional<Long> expires) {
        ContentRow content = get(id);
        if (content.getState() == ContentState.WITHDRAWN || content.getState() == ContentState.FAILED
                || (content.getState() == ContentState.PUBLISHED && expires.isEmpty())) {
            throw wrongState(content, "published");
        }
        long publish = at.orElse(ContentCourse.WHEN_READY);
        long until = expires.orElse(content.getExpiresEpochMs());
        ContentWishes.checkTimes(publish, until, clock.now());
        keep(content.toBuilder().setPublishEpochMs(publish).setExpiresEpochMs(until).build());
        tick();
        return view(id);
    }

    ContentDesk.View distribute(String id, ContentDistribution how) {
        ContentRow content = get(id);
        if (content.getState() == ContentState.WITHDRAWN || content.getState() == ContentState.FAILED) {
            throw wrongState(content, "distributed");
        }
        DistributionWishes.check(how, others.stations());
        keep(content.toBuilder().setDistribution(how).setChangedEpochMs(clock.now().toEpochMilli()).build());
        tick();
        return view(id);
    }

    ContentDesk.View withdraw(String id) {
        ContentRow content = get(id);
        if (content.getState() == ContentState.WITHDRAWN) {
            throw wrongState(content, "withdrawn");
        }
        keep(ContentCourse.to(ContentState.WITHDRAWN, content, clock.now()).build());
        engine.stop(id);
        return view(id);
    }

    void forget(String id) {
        ContentRow content = get(id);
        if (content.getState() != ContentState.WITHDRAWN && content.getState() != ContentState.DRAFT
                && content.getState() != ContentState.FAILED) {
            throw wrongState(content, "forgotten");
        }
        AtStation there = station.programs().getOrDefault(id, AtStation.NOTHING);
        // Another program of that id may stay: it was none of this content.
        boolean its = content.getManifestHash().isEmpty() || there.manifest().isEmpty()
                || manifest(content).equals(there.manifest());
        if ((there.held() && its) || there.work() || engine.runs(id)) {
            throw new ContentRefusal(409, "blades still have something of " + id, "try again in a minute");
        }
        keep(ContentRow.newBuilder()
                .setId(id)
                .setState(content.getState())
                .setChangedEpochMs(clock.now().toEpochMilli())
                .setForgotten(true)
                .setGoneStoredEpochMs(
                        content.getStoredEpochMs() != 0 ? content.getStoredEpochMs() : content.getGoneStoredEpochMs())
                // Its file may still lie there, and is not to come back.
                .setFound(content.getFound())
                .build());
    }

    /** A file of the watch folder becomes a content; one that can't says why, until it is forgotten or another file. */
    void take(WatchFolder.Found found) {
        forgetEarlier(found);
        String problem = found.problem();
        if (problem.isEmpty()) {
            try {
                add(found.wish(), true);
                return;
            } catch (ContentRefusal e) {
                problem = e.getMessage() + "; " + e.hint();
            }
        }
        ContentRow plain = ContentRow.newBuilder()
                .setTitle(found.wish().getTitle())
                .setSource(found.wish().getSource())
                .setFound(found.saidKey())
                .setPublishEpochMs(ContentCourse.WHEN_READY)
                .build();
        keep(row(plain)
                .setState(ContentState.FAILED)
                .setError(problem.substring(0, Math.min(problem.length(), ERROR_CHARACTERS)))
                .build());
    }

    /** What was said of the file could not be understood, and says something else now. */
    private void forgetEarlier(WatchFolder.Found found) {
        store.all().stream()
                .filter(content -> content.getState() == ContentState.FAILED
                        && content.getFound().startsWith(found.key() + "/"))
                .map(ContentRow::getId)
                .toList()
                .forEach(this::forget);
    }

    /** Whether what lies in the watch folder has been taken already, or was found to be wrong as it still is. */
    boolean isTaken(WatchFolder.Found found) {
        return store.everything().stream().anyMatch(content -> !content.getFound().isEmpty()
                && (content.getFound().equals(found.key()) || content.getFound().equals(found.saidKey())));
    }

    private ContentRow get(String id) {
        return store.find(id).orElseThrow(() -> new ContentRefusal(
                404, "there is no content " + id, "chassisctl content list shows them"));
    }

    private static ContentRefusal wrongState(ContentRow content, String what) {
        return new ContentRefusal(409, content.getId() + " is " + ContentWords.state(content.getState())
                + " and can't be " + what, ContentWords.possible(content.getState()));
    }

    // ---- the course of things ------------------------------------------------------------------------------------

    /** Each second, and after every order. */
    void tick() {
        engine.tick();
        tellPeer();
        if (!active) {
            return;
        }
        endTransfers();
        Map<String, AtStation> programs = station.programs();
        Instant now = clock.now();
        for (ContentRow content : store.all()) {
            ContentRow next = next(content, programs, now);
            while (!next.equals(content)) {
                keep(next);
                content = store.find(next.getId()).orElseThrow();
                next = next(content, programs, now);
            }
            if (content.getState() == ContentState.TRANSFERRING) {
                transfer(content, programs.getOrDefault(content.getId(), AtStation.NOTHING), now);
            }
        }
        // Windows open and close by themselves, and stations come.
        others.plan(DistributionPlanner.plan(store.all(), others.stations(), now));
    }

    private ContentRow next(ContentRow content, Map<String, AtStation> programs, Instant now) {
        Reach reach = content.getState() == ContentState.DISTRIBUTING
                ? Reach.of(content, others.stations(), others.copies(content.getId(), manifest(content)))
                : Reach.NOWHERE;
        return ContentCourse.next(
                content, programs.getOrDefault(content.getId(), AtStation.NOTHING), reach, now);
    }

    /** Of what expired, was withdrawn, or is another controller's word now. */
    private void endTransfers() {
        for (ContentRow content : store.everything()) {
            if (content.getState() != ContentState.TRANSFERRING || content.getForgotten()) {
                engine.stop(content.getId());
            }
        }
    }

    private void transfer(ContentRow content, AtStation there, Instant now) {
        String id = content.getId();
        if (engine.runs(id)) {
            if (engine.progress(id).filter(Transfers.Progress::unanswered).isPresent() && !there.work()) {
                engine.stop(id);
                failed(id, "the engine that took it in does not answer any more", false);
            }
            return;
        }
        if (there.work()) {
            return;
        }
        Instant earliest = notBefore.get(id);
        if (earliest != null && now.isBefore(earliest)) {
            return;
        }
        if (!there.failure().isEmpty() && sent.contains(id)) {
            // It is none that can be played.
            failed(id, there.failure(), true);
        } else if (engine.hasRoom(content) && station.goesBy(epoch, revision)) {
            // Every blade knows by now that consoles are not to have it.
            sent.remove(id);
            engine.begin(content, outcome);
        }
    }

    /** All of it was put into the station. */
    void sent(String id) {
        sent.add(id);
        notBefore.put(id, clock.now().plus(SENT));
    }

    /** An attempt to transfer it failed. */
    void failed(String id, String why, boolean hopeless) {
        ContentRow content = store.find(id).orElse(null);
        if (!active || content == null || content.getState() != ContentState.TRANSFERRING) {
            return;
        }
        int attempts = content.getAttempts() + 1;
        boolean over = hopeless || attempts >= MAX_ATTEMPTS;
        Duration wait = Duration.ofSeconds(1L << Math.min(attempts, 9));
        notBefore.put(id, clock.now().plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT));
        ContentState next = over ? ContentState.FAILED : ContentState.TRANSFERRING;
        keep(ContentCourse.to(next, content, clock.now())
                .setAttempts(attempts)
                .setError(why.substring(0, Math.min(why.length(), ERROR_CHARACTERS)))
                .build());
    }

    private void keep(ContentRow row) {
        ContentRow stored = row.toBuilder().setRevision(Math.max(store.revision() + 1, epoch << 32)).build();
        ContentState before = store.find(row.getId()).map(ContentRow::getState)
                .orElse(ContentState.CONTENT_STATE_UNSPECIFIED);
        store.put(List.of(stored));
        tellPeer();
        if (before != stored.getState()) {
            LOG.info("Content {} is {}{}", stored.getId(), ContentWords.state(stored.getState()),
                    stored.getError().isEmpty() ? "" : ": " + stored.getError());
            outlet.event(stored);
        }
        tellRules();
    }

    private void tellRules() {
        ProgramRules next = ContentRules.word(store.everything());
        if (revision > 0 && next.getRulesList().equals(word.getRulesList())) {
            return;
        }
        revision++;
        word = next.toBuilder().setEpoch(epoch).setRevision(revision).build();
        if (active) {
            outlet.tellBoards(word);
        }
    }
}
