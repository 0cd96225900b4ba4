package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ContentState;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content manager (seed 002, claims 9 and 10): program information and states, what boards are to go by, and when the
 * content engine downloads what. What it decides it stores before it acts, so that after a crash at any point it goes on from
 * what is stored. Blocks; its own thread ({@link ContentThread}).
 */
final class ContentManager {
    private static final Logger LOG = LoggerFactory.getLogger(ContentManager.class);
    private static final int MAX_CONTENTS = 10_000;
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
    private final HomeStation station;
    private final ContentOutlet outlet;
    private final Clock clock;
    private final int copies;
    private final Map<String, Instant> notBefore = new HashMap<>();
    /** Put into the station whole, by this controller, since it was last begun. */
    private final Set<String> sent = new HashSet<>();
    private boolean active;
    private long epoch;
    private long revision;
    private ProgramRules word = ProgramRules.getDefaultInstance();

    /** @param copies of each segment, where a content says nothing else */
    ContentManager(
            ContentStore store, Transfers engine, Transfers.Outcome outcome, HomeStation station,
            ContentOutlet outlet, int copies, Clock clock) {
        this.store = store;
        this.engine = engine;
        this.outcome = outcome;
        this.station = station;
        this.outlet = outlet;
        this.copies = copies;
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
        store.all().forEach(content -> engine.stop(content.getId()));
    }

    /** All that is here, in pages. */
    List<ContentReplica> everything() {
        List<ContentReplica> pages = new ArrayList<>();
        ContentReplica.Builder page = ContentReplica.newBuilder();
        int bytes = 0;
        for (ContentRow row : store.everything()) {
            if (bytes > PAGE_BYTES) {
                pages.add(page.build());
                page = ContentReplica.newBuilder();
                bytes = 0;
            }
            page.addRows(row);
            bytes += row.getSerializedSize();
        }
        pages.add(page.build());
        return pages;
    }

    /** What the other controller tells. */
    void learn(ContentReplica replica) {
        boolean news = !store.put(replica.getRowsList()).isEmpty();
        if (news && active) {
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
                programs.getOrDefault(content.getId(), AtStation.NOTHING).leastCopies());
    }

    ContentDesk.View add(ContentRow wish, boolean start) {
        if (store.all().size() >= MAX_CONTENTS) {
            throw new ContentRefusal(507, "there are " + MAX_CONTENTS + " contents", "forget some that are withdrawn");
        }
        Set<String> programs = station.programs().keySet();
        ContentRow.Builder row = ContentWishes.row(
                wish, engine.schemes(), id -> store.find(id).isPresent() || programs.contains(id), copies, clock.now());
        keep(row.setState(start ? ContentState.TRANSFERRING : ContentState.DRAFT).build());
        tick();
        return view(row.getId());
    }

    ContentDesk.View start(String id) {
        ContentRow content = get(id);
        if (content.getState() != ContentState.DRAFT && content.getState() != ContentState.FAILED) {
            throw wrongState(content, "started");
        }
        notBefore.remove(id);
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
        if (there.held() || there.work() || engine.runs(id)) {
            throw new ContentRefusal(409, "blades still have something of " + id, "try again in a minute");
        }
        keep(ContentRow.newBuilder()
                .setId(id)
                .setState(content.getState())
                .setChangedEpochMs(clock.now().toEpochMilli())
                .setForgotten(true)
                // Its file may still lie there, and is not to come back.
                .setFound(content.getFound())
                .build());
    }

    /** A file of the watch folder becomes a content; one that can't says why, until it is forgotten or another file. */
    void take(WatchFolder.Found found) {
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
                .setFound(found.key())
                .setPublishEpochMs(ContentCourse.WHEN_READY)
                .build();
        Set<String> programs = station.programs().keySet();
        keep(ContentWishes.row(
                        plain, engine.schemes(), id -> store.find(id).isPresent() || programs.contains(id), copies,
                        clock.now())
                .setState(ContentState.FAILED)
                .setError(problem.substring(0, Math.min(problem.length(), ERROR_CHARACTERS)))
                .build());
    }

    /** Whether what lies in the watch folder has been taken already. */
    boolean isTaken(String found) {
        return store.everything().stream().anyMatch(content -> content.getFound().equals(found));
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
        if (!active) {
            return;
        }
        Map<String, AtStation> programs = station.programs();
        Instant now = clock.now();
        for (ContentRow content : store.all()) {
            ContentRow next = ContentCourse.next(
                    content, programs.getOrDefault(content.getId(), AtStation.NOTHING), now);
            while (!next.equals(content)) {
                keep(next);
                content = store.find(next.getId()).orElseThrow();
                next = ContentCourse.next(
                        content, programs.getOrDefault(content.getId(), AtStation.NOTHING), now);
            }
            if (content.getState() == ContentState.TRANSFERRING) {
                transfer(content, programs.getOrDefault(content.getId(), AtStation.NOTHING), now);
            }
        }
    }

    private void transfer(ContentRow content, AtStation there, Instant now) {
        String id = content.getId();
        if (engine.runs(id) || there.work()) {
            return;
        }
        Instant earliest = notBefore.get(id);
        if (earliest != null && now.isBefore(earliest)) {
            return;
        }
        if (!there.failure().isEmpty() && sent.contains(id)) {
            // It is none that can be played.
            failed(id, there.failure(), true);
        } else if (engine.hasRoom() && station.goesBy(epoch, revision)) {
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
        outlet.tellPeer(ContentReplica.newBuilder().addRows(stored).build());
        if (before != stored.getState()) {
            LOG.info("Content {} is {}{}", stored.getId(), ContentWords.state(stored.getState()),
                    stored.getError().isEmpty() ? "" : ": " + stored.getError());
            outlet.event(stored);
        }
        tellRules();
    }

    private void tellRules() {
        ProgramRules next = ContentRules.word(store.all());
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
