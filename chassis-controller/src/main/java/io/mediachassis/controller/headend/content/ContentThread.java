package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.controller.headend.distribution.StationNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The content manager's thread: what is asked of it comes here, and it looks around each second. Any thread. */
public final class ContentThread implements ContentDesk, Transfers.Outcome, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentThread.class);
    private static final String FILE_NAME = "contents.db";
    private static final int QUEUE = 1000;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread made = new Thread(task, "content");
        made.setDaemon(true);
        return made;
    });
    private final Clock clock;
    private final ContentEngine engine;
    private final @Nullable WatchFolder watch;
    private @Nullable ContentStore store;
    private @Nullable ContentManager manager;
    private String problem = "the contents' database is not open yet";
    private String watchProblem = "";
    private boolean active;

    /** Opens the database on its own thread; what is asked meanwhile waits. */
    public ContentThread(
            Path dataFolder, ContentSettings settings, HomeStation station, StationNetwork others,
            ContentOutlet outlet, Clock clock) {
        this.clock = clock;
        List<Path> folders = new ArrayList<>(settings.folders());
        settings.watch().ifPresent(folders::add);
        this.engine = new ContentEngine(station, folders, settings.transfers(), settings.ffmpeg(), clock);
        this.watch = settings.watch().map(folder -> new WatchFolder(folder, settings.settle())).orElse(null);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.execute(() -> open(dataFolder.resolve(FILE_NAME), settings, station, others, outlet));
        thread.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void open(
            Path file, ContentSettings settings, HomeStation station, StationNetwork others, ContentOutlet outlet) {
        try {
            store = new ContentStore(file);
            manager = new ContentManager(store, engine, this, thread, station, others, outlet, settings, clock);
        } catch (IOException | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            LOG.error("No content can be managed at this controller: {}", problem);
        }
    }

    private void tick() {
        ContentManager known = manager;
        if (known == null) {
            return;
        }
        try {
            known.tick();
            if (active && watch != null) {
                look(known, watch);
            }
        } catch (RuntimeException e) {
            LOG.error("The content manager could not do what was due; it tries again in a second", e);
        }
    }

    private void look(ContentManager known, WatchFolder folder) {
        try {
            for (WatchFolder.Found found : folder.look(clock.now())) {
                if (!known.isTaken(found)) {
                    take(known, found);
                }
            }
            watchProblem = "";
        } catch (IOException e) {
            String now = "The watch folder can't be read: " + e;
            if (!now.equals(watchProblem)) {
                LOG.warn(now);
            }
            watchProblem = now;
        }
    }

    /** One that can't be taken at all stops no other. */
    private static void take(ContentManager known, WatchFolder.Found found) {
        try {
            known.take(found);
        } catch (ContentRefusal e) {
            LOG.warn("{} can't become a content: {}", found.wish().getSource(), e.getMessage());
        }
    }

    // ---- the controller's role, and the other controller ---------------------------------------------------------

    /** This controller is active. */
    public void beginReign(long epoch) {
        order(known -> {
            active = true;
            known.beginReign(epoch);
            return true;
        });
    }

    /** It is on standby. */
    public void endReign() {
        order(known -> {
            active = false;
            known.endReign();
            return true;
        });
    }

    /** The link to the other controller came up. */
    public void peerCame() {
        order(known -> {
            known.peerCame();
            return true;
        });
    }

    /** What the other controller tells; done when it is on the disk. */
    public CompletionStage<Boolean> learn(ContentReplica replica) {
        return order(known -> {
            known.learn(replica);
            return true;
        });
    }

    @Override
    public void done(String id) {
        order(known -> {
            known.sent(id);
            return true;
        });
    }

    @Override
    public void failed(String id, String why, boolean hopeless) {
        order(known -> {
            known.failed(id, why, hopeless);
            return true;
        });
    }

    // ---- orders --------------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<List<View>> contents() {
        return order(ContentManager::views);
    }

    @Override
    public CompletionStage<View> content(String id) {
        return order(known -> known.view(id));
    }

    @Override
    public CompletionStage<View> add(ContentRow wish, boolean start) {
        return order(known -> known.add(wish, start));
    }

    @Override
    public CompletionStage<View> start(String id) {
        return order(known -> known.start(id));
    }

    @Override
    public CompletionStage<View> publish(String id, Optional<Long> at, Optional<Long> expires) {
        return order(known -> known.publish(id, at, expires));
    }

    @Override
    public CompletionStage<View> distribute(String id, ContentDistribution how) {
        return order(known -> known.distribute(id, how));
    }

    @Override
    public CompletionStage<View> withdraw(String id) {
        return order(known -> known.withdraw(id));
    }

    @Override
    public CompletionStage<Void> forget(String id) {
        return order(known -> {
            known.forget(id);
            return true;
        }).thenAccept(done -> { });
    }

    private interface Order<T> {
        T of(ContentManager known);
    }

    private <T> CompletionStage<T> order(Order<T> order) {
        if (thread.getQueue().size() > QUEUE) {
            return CompletableFuture.failedFuture(new ContentRefusal(
                    503, "the content manager has too much to do", "try again in some seconds"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Callable<T> task = () -> {
            ContentManager known = manager;
            if (known == null) {
                throw new ContentRefusal(503, problem, "see the controller's log");
            }
            return order.of(known);
        };
        thread.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                if (!(e instanceof ContentRefusal)) {
                    LOG.error("The content manager could not do what it was asked", e);
                }
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Override
    public void close() {
        engine.close();
        thread.execute(() -> {
            if (store != null) {
                store.close();
            }
            manager = null;
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("The contents' disk did not end within 2 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
