package io.mediachassis.controller.headend.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** In which order the registry works on what stations tell, on one thread that the test steps. */
class StationLaneTest {
    private final Deque<Runnable> thread = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final StationLane north = new StationLane(3, thread::add);
    private final StationLane south = new StationLane(3, thread::add);

    private Runnable work(String name) {
        return () -> done.add(name);
    }

    private void run() {
        while (!thread.isEmpty()) {
            thread.remove().run();
        }
    }

    @Test
    void aStationThatSaysItIsThere_doesNotWaitBehindItsReports() {
        assertTrue(north.report(work("1")));
        assertTrue(north.report(work("2")));
        assertTrue(north.alive(work("there")));
        run();
        assertEquals(List.of("there", "1", "2"), done);
    }

    @Test
    void ofManyThatSayIt_onlyTheLastIsWorkedOn() {
        assertTrue(north.alive(work("once")));
        assertTrue(north.alive(work("again")));
        run();
        assertEquals(List.of("again"), done);
    }

    @Test
    void aStationThatFloods_isRefused_andOthersHaveTheirTurns() {
        for (String name : List.of("1", "2", "3")) {
            assertTrue(north.report(work(name)));
        }
        assertFalse(north.report(work("4")));
        assertTrue(north.alive(work("there")), "its lease is not to end");
        assertTrue(south.report(work("south's")));
        run();
        assertEquals(List.of("there", "south's", "1", "2", "3"), done);
        assertTrue(north.report(work("5")), "there is room again");
        run();
        assertEquals("5", done.get(done.size() - 1));
    }

    @Test
    void workThatFails_keepsNoOtherFromBeingDone() {
        assertTrue(north.report(() -> {
            throw new IllegalStateException("broken");
        }));
        assertTrue(north.report(work("next")));
        try {
            run();
        } catch (IllegalStateException e) {
            assertEquals("broken", e.getMessage());
        }
        run();
        assertEquals(List.of("next"), done);
    }

    @Test
    void atTheEndNothingIsTaken() {
        StationLane ended = new StationLane(3, task -> {
            throw new RejectedExecutionException("it has ended");
        });
        assertFalse(ended.report(work("1")));
        assertFalse(ended.alive(work("there")));
    }

    @Test
    void lookUpsOfOneAsker_takeNoRoomOfOthers() throws InterruptedException {
        StoreLanes lanes = new StoreLanes();
        CountDownLatch slow = new CountDownLatch(1);
        Runnable waits = () -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        for (int n = 0; n < StoreLanes.LOOKUPS; n++) {
            assertTrue(lanes.lookUp("north", waits));
        }
        assertFalse(lanes.lookUp("north", waits));
        CountDownLatch answered = new CountDownLatch(1);
        assertTrue(lanes.lookUp("south", answered::countDown));
        slow.countDown();
        answered.await();
        assertSame(lanes.of("north"), lanes.of("north"));
        lanes.close();
        assertTrue(lanes.ended());
    }
}
