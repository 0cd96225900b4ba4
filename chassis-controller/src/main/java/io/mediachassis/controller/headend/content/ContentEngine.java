package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ContentRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads contents from their providers into the home station (seed 002, claim 9), some at a time. Its results come on the
 * transfers' threads; the rest belongs to the content manager's thread.
 */
final class ContentEngine implements Transfers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentEngine.class);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /** Its provider is asked anew. */
    private static final long SILENT_NS = 30_000_000_000L;
    /** The engine is not there any more, and the attempt is over. */
    private static final long STUCK_NS = 120_000_000_000L;
    /** Live streams don't wait for downloads to end. */
    private static final int MOST_RECORDINGS = 8;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final long ANSWERED_NS = 60_000_000_000L;
    private static final long SHORTEST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;
    /** Of a rate the newest second counts for so much. */
    private static final double NEWEST = 0.2;

    private final HomeStation station;
    private final Clock clock;
    private final Map<String, Provider> providers = new HashMap<>();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final ExecutorService threads;
    private final int most;
    private final String ffmpeg;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private static final class Running {
        final Transfer transfer;
        final boolean live;
        volatile double rate;
        volatile boolean unanswered;
        long seen;
        long moved;
        long brokenNs;
        long seenNs;
        long movedNs;

        Running(Transfer transfer, boolean live, long nowNs) {
            this.transfer = transfer;
            this.live = live;
            this.seenNs = nowNs;
            this.movedNs = nowNs;
            this.brokenNs = nowNs;
        }
    }

    /**
     * Makes it, idle.
     *
     * @param folders of the controller's own that contents may come from
     * @param most downloads at a time
     * @param ffmpeg the program that records
     */
    ContentEngine(HomeStation station, List<Path> folders, int most, String ffmpeg, Clock clock) {
        this.station = station;
        this.clock = clock;
        this.most = most;
        this.ffmpeg = ffmpeg;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread made = new Thread(task, "content-transfer");
            made.setDaemon(true);
            return made;
        });
        HttpProvider web = new HttpProvider(ANSWER);
        providers.put("file", new FileProvider(folders));
        providers.put("http", web);
        providers.put("https", web);
        providers.put("ftp", new FtpProvider(ANSWER));
    }

    @Override
    public Set<String> schemes() {
        return Stream.concat(providers.keySet().stream(), Recording.SCHEMES.stream()).collect(Collectors.toSet());
    }

    @Override
    public boolean hasRoom(ContentRow content) {
        boolean live = content.getRecordS() > 0;
        return running.values().stream().filter(one -> one.live == live).count() < (live ? MOST_RECORDINGS : most);
    }

    @Override
    public boolean runs(String id) {
        return running.containsKey(id);
    }

    @Override
    public void begin(ContentRow content, Outcome outcome) {
        URI source = URI.create(content.getSource());
        String scheme = String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT);
        Provider provider = Recording.records(source)
                ? new Recording(ffmpeg, Duration.ofSeconds(content.getRecordS()), SILENCE)
                : providers.get(scheme);
        if (provider == null) {
            outcome.failed(content.getId(), "nothing is known of '" + scheme + ":'", true);
            return;
        }
        Transfer transfer = new Transfer(content, provider, station, http, this::pause);
        if (running.putIfAbsent(content.getId(), new Running(transfer, content.getRecordS() > 0, clock.nanoTime())) == null) {
            threads.execute(() -> run(content.getId(), transfer, outcome));
        }
    }

    private void run(String id, Transfer transfer, Outcome outcome) {
        try {
            transfer.run();
            end(id, transfer, () -> outcome.done(id));
        } catch (IOException e) {
            end(id, transfer, () -> outcome.failed(
                    id, String.valueOf(e.getMessage()), e instanceof Provider.Hopeless));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(id, transfer, () -> { });
        } catch (RuntimeException e) {
            LOG.error("The transfer of {} broke down", id, e);
            end(id, transfer, () -> outcome.failed(id, "the controller's log says what went wrong: " + e, false));
        }
    }

    /** One that was stopped is nobody's any more. */
    private void end(String id, Transfer transfer, Runnable tell) {
        Running one = running.get(id);
        if (one != null && one.transfer == transfer && running.remove(id, one)) {
            tell.run();
        }
    }

    private void pause(int attempt) throws IOException, InterruptedException {
        if (closing.await(Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS << attempt), TimeUnit.MILLISECONDS)) {
            throw new IOException("the controller ends");
        }
    }

    @Override
    public void stop(String id) {
        Running one = running.remove(id);
        if (one != null) {
            one.transfer.stop();
        }
    }

    @Override
    public void tick() {
        long nowNs = clock.nanoTime();
        running.values().forEach(one -> {
            long done = one.transfer.done();
            double seconds = Math.max(1e-3, (nowNs - one.seenNs) / 1e9);
            double rate = one.rate;
            one.rate = rate + NEWEST * ((done - one.seen) / seconds - rate);
            one.seen = done;
            one.seenNs = nowNs;
            watch(one, nowNs);
        });
    }

    private static void watch(Running one, long nowNs) {
        long moved = one.transfer.moved();
        if (moved != one.moved) {
            one.moved = moved;
            one.movedNs = nowNs;
            one.brokenNs = nowNs;
        }
        if (one.transfer.isSent()) {
            one.unanswered = nowNs - one.movedNs > ANSWERED_NS;
        } else if (nowNs - one.movedNs > STUCK_NS) {
            one.transfer.stop();
        } else if (nowNs - one.brokenNs > SILENT_NS) {
            one.brokenNs = nowNs;
            one.transfer.breakOff();
        }
    }

    @Override
    public Optional<Progress> progress(String id) {
        return Optional.ofNullable(running.get(id))
                .map(one -> new Progress(
                        one.transfer.done(), one.transfer.total(), one.rate, one.unanswered));
    }

    @Override
    public void close() {
        closing.countDown();
        threads.shutdownNow();
        running.values().forEach(one -> one.transfer.stop());
    }
}
