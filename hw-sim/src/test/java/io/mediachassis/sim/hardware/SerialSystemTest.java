package io.mediachassis.sim.hardware;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceReply.Result;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Identify;
import io.mediachassis.backplane.serial.EventLedger;
import io.mediachassis.backplane.serial.SerialClient;
import io.mediachassis.backplane.serial.SerialCounter;
import io.mediachassis.backplane.serial.SerialException;
import io.mediachassis.backplane.serial.SerialFrame;
import io.mediachassis.backplane.serial.SerialListener;
import io.mediachassis.backplane.serial.SerialSettings;
import io.mediachassis.sim.device.Order;
import io.mediachassis.sim.wire.LineFaults;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real client on real (pseudo-)terminals against the firmware models at 115200 baud. */
@Timeout(120)
class SerialSystemTest {
    private static final long SEED = 20261121;

    @TempDir
    Path folder = Path.of(".");

    private final Clock clock = new SystemClock();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Boards boards = new Boards();

    /** Boards that are switched at once and remember it. */
    private static final class Boards implements BoardPower {
        final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

        @Override
        public void powerOn(int slot) {
            log.add("on " + slot);
        }

        @Override
        public void powerOff(int slot) {
            log.add("off " + slot);
        }

        long count(String what) {
            return log.stream().filter(what::equals).count();
        }
    }

    /** What a private line told. */
    private static final class Heard implements SerialListener {
        final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

        @Override
        public void onEvent(int bootNonce, DeviceEvent event) {
            events.add(event.getNumber() + " " + event.getKind());
        }
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private SimulatedHardware hardware(int slotCount, Set<Integer> populated) throws Exception {
        SimulatedHardware hardware = new SimulatedHardware(
                new HardwareSettings("MC-TEST", slotCount, populated, 2, 1200, 2, SEED, folder), boards, clock);
        open.add(hardware);
        return hardware;
    }

    /** Patient: a starved build machine stops every thread for longer than three tries take. */
    private SerialClient client(Path port, SerialListener listener) {
        return client(port, listener, new SerialSettings(
                Duration.ofMillis(50), 10, 256, Duration.ofMillis(100), Duration.ofSeconds(2)));
    }

    private SerialClient client(Path port, SerialListener listener, SerialSettings settings) {
        SerialClient client = new SerialClient(port, settings, clock, new Random(SEED + open.size()), listener);
        open.add(client);
        await().atMost(Duration.ofSeconds(10)).until(client::isUp);
        return client;
    }

    private static DeviceReply ask(SerialClient client, int address, long epoch, DeviceRequest request)
            throws Exception {
        return client.request(address, epoch, request).get(10, TimeUnit.SECONDS);
    }

    private static DeviceStatus status(SerialClient client, int address) throws Exception {
        return ask(client, address, 0, Order.poll()).getStatus();
    }

    private static SerialException.Reason reason(CompletionException failed) {
        return assertInstanceOf(SerialException.class, failed.getCause()).reason();
    }

    private static void awaitPower(SerialClient bus, int slot, boolean good) {
        await().atMost(Duration.ofSeconds(10)).until(() -> status(bus, slot).getPowerGood() == good);
    }

    @Test
    void aControllerIdentifiesAndPowersABladeAndItsAgentHearsOfIt() throws Exception {
        SimulatedHardware hardware = hardware(8, Set.of(3));
        SerialClient bus = client(hardware.busPort(1), SerialListener.NONE);
        Heard heard = new Heard();
        SerialClient agent = client(hardware.privatePort(3), heard);

        DeviceRequest identify =
                DeviceRequest.newBuilder().setIdentify(Identify.getDefaultInstance()).build();
        DeviceIdentity identity = ask(bus, 3, 0, identify).getIdentity();
        assertEquals(DeviceKind.CBC, identity.getKind());
        assertEquals(3, identity.getNumber());
        assertEquals("MC-TEST", identity.getChassisSerial());
        assertEquals(DeviceKind.PSU, ask(bus, 0x21, 0, identify).getIdentity().getKind());
        assertEquals(DeviceKind.FAN_TRAY, ask(bus, 0x32, 0, identify).getIdentity().getKind());
        assertEquals(identity, ask(agent, 0, 0, identify).getIdentity());

        ask(bus, 3, 1, Order.power(true));
        awaitPower(bus, 3, true);
        await().atMost(Duration.ofSeconds(10)).until(() -> boards.count("on 3") == 1);
        ask(bus, 3, 1, Order.power(false));
        awaitPower(bus, 3, false);
        assertEquals(1, boards.count("off 3"));
        hardware.openHandle(3);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertEquals(
                List.of("1 FIRMWARE_STARTED", "2 POWER_RESTORED", "3 POWER_LOST", "4 HANDLE_OPENED"),
                List.copyOf(heard.events)));
        EventLedger ledger = new EventLedger();
        assertEquals(4, ledger.take(status(bus, 3)).size(), "the controller gets them all too");
    }

    @Test
    void anEmptySlotAndASilentCbcDoNotAnswerAndThePinsTellThemApart() throws Exception {
        SimulatedHardware hardware = hardware(8, Set.of(1, 2));
        SerialClient bus = client(hardware.busPort(1), SerialListener.NONE);
        SerialClient arbiter = client(hardware.arbiterPort(1), SerialListener.NONE);
        hardware.extract(1);
        hardware.silenceCbc(2);
        for (int slot : new int[] {1, 2}) {
            CompletionException failed = assertThrows(
                    CompletionException.class, () -> bus.request(slot, 0, Order.poll()).join());
            assertEquals(SerialException.Reason.NO_ANSWER, reason(failed));
        }
        assertEquals(0b10, ask(arbiter, 0x40, 0, Order.poll()).getArbiter().getPresentSlots());
        hardware.insert(1);
        hardware.reviveCbc(2);
        assertFalse(status(bus, 1).getPowerGood());
        assertFalse(status(bus, 2).getPowerGood());
        assertEquals(0b11, ask(arbiter, 0x40, 0, Order.poll()).getArbiter().getPresentSlots());
        assertEquals(2, bus.counters().get(SerialCounter.NO_ANSWER));
    }

    @Test
    void onABadWireNothingIsExecutedTwice() throws Exception {
        SimulatedHardware hardware = hardware(8, Set.of(1));
        SerialClient bus = client(hardware.busPort(1), SerialListener.NONE, SerialSettings.defaults());
        ask(bus, 1, 1, Order.power(true));
        awaitPower(bus, 1, true);
        System.out.println("seed " + SEED);
        hardware.busFaults(new LineFaults(0.002, 0.004, 0.1, 0.1, 20_000_000));
        int succeeded = 0;
        int failed = 0;
        for (int i = 0; i < 40; i++) {
            try {
                DeviceReply reply = bus.request(1, 1, Order.reset()).join();
                // Refused: the board was down at that moment; that is no execution.
                succeeded += reply.getResult() == Result.OK ? 1 : 0;
            } catch (CompletionException e) {
                assertEquals(SerialException.Reason.NO_ANSWER, reason(e));
                failed++;
            }
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> hardware.snapshot().slots().get(0).powerGood());
        }
        hardware.busFaults(LineFaults.NONE);
        long executed = hardware.snapshot().slots().get(0).resets();
        assertTrue(executed >= succeeded && executed <= succeeded + failed,
                executed + " executed, " + succeeded + " confirmed, " + failed + " unconfirmed");
        assertTrue(succeeded > 20, "only " + succeeded + " of 40 came through");
        assertTrue(bus.counters().get(SerialCounter.RETRIES) > 0, "the wire was not bad enough to try anything");
    }

    @Test
    void twoMastersAtOnceSpoilBytesButNeitherStandsStill() throws Exception {
        SimulatedHardware hardware = hardware(8, Set.of(1, 2));
        SerialClient one = client(hardware.busPort(1), SerialListener.NONE);
        SerialClient two = client(hardware.busPort(2), SerialListener.NONE);
        int answered = 0;
        for (int i = 0; i < 30; i++) {
            List<CompletableFuture<DeviceReply>> both =
                    List.of(one.request(1, 0, Order.poll()), two.request(2, 0, Order.poll()));
            for (CompletableFuture<DeviceReply> reply : both) {
                answered += reply.handle((r, e) -> e == null ? 1 : 0).get(10, TimeUnit.SECONDS);
            }
        }
        assertTrue(hardware.snapshot().busCollidedBytes() > 0, "they never met");
        assertTrue(answered >= 40, "only " + answered + " of 60 answered");
    }

    @Test
    void aPulledCableFailsAtOnceAndThePortComesBack() throws Exception {
        SimulatedHardware hardware = hardware(8, Set.of(1));
        SerialClient bus = client(hardware.busPort(1), SerialListener.NONE);
        status(bus, 1);
        hardware.cable(hardware.busPort(1), false);
        await().atMost(Duration.ofSeconds(10)).until(() -> !bus.isUp());
        CompletionException down = assertThrows(
                CompletionException.class, () -> bus.request(1, 0, Order.poll()).join());
        assertEquals(SerialException.Reason.LINE_DOWN, reason(down));
        hardware.cable(hardware.busPort(1), true);
        await().atMost(Duration.ofSeconds(10)).until(bus::isUp);
        assertEquals(bus.counters().get(SerialCounter.LINE_OPENED), 2);
        status(bus, 1);
    }

    @Test
    void aPortBelongsToOneProcess() throws Exception {
        SimulatedHardware hardware = hardware(8, Set.of());
        SerialClient first = client(hardware.busPort(1), SerialListener.NONE);
        SerialClient second = new SerialClient(hardware.busPort(1), SerialSettings.defaults(), clock, new Random(2),
                SerialListener.NONE);
        open.add(second);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> second.counters().get(SerialCounter.OPEN_FAILED) > 1);
        assertFalse(second.isUp());
        first.close();
        await().atMost(Duration.ofSeconds(10)).until(second::isUp);
    }

    @Test
    void theArbiterGoesOnWhereItWasAfterARestart() throws Exception {
        SimulatedHardware before = hardware(8, Set.of());
        SerialClient controller = client(before.arbiterPort(1), SerialListener.NONE);
        assertEquals(1, ask(controller, 0x40, 0, Order.claim(0)).getArbiter().getEpoch());
        controller.close();
        before.close();
        assertFalse(Files.exists(folder.resolve("ports")), "left behind");
        SimulatedHardware after = hardware(8, Set.of());
        SerialClient other = client(after.arbiterPort(2), SerialListener.NONE);
        assertEquals(1, ask(other, 0x40, 0, Order.poll()).getArbiter().getEpoch());
        assertEquals(2, ask(other, 0x40, 0, Order.claim(1)).getArbiter().getEpoch());
    }

    @Test
    void anIdleChassisCostsNextToNothing() throws Exception {
        Set<Integer> all = IntStream.rangeClosed(1, 16).boxed().collect(Collectors.toCollection(TreeSet::new));
        hardware(16, all);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long id = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hardware"))
                .findFirst()
                .orElseThrow()
                .getId();
        long warmNs = clock.nanoTime();
        await().atMost(Duration.ofSeconds(10)).until(() -> clock.nanoTime() - warmNs > 2_000_000_000L);
        long cpuNs = threads.getThreadCpuTime(id);
        long startNs = clock.nanoTime();
        await().atMost(Duration.ofSeconds(10)).until(() -> clock.nanoTime() - startNs > 3_000_000_000L);
        double share = (threads.getThreadCpuTime(id) - cpuNs) / (double) (clock.nanoTime() - startNs);
        System.out.println("idle: " + share * 100 + " % of a core");
        assertTrue(share < 0.05, "idle at " + share);
    }

    @Test
    void aFullPollOfSixteenSlotsCostsWhatTheFrameSays() throws Exception {
        Set<Integer> all = IntStream.rangeClosed(1, 16).boxed().collect(Collectors.toCollection(TreeSet::new));
        SimulatedHardware hardware = hardware(16, all);
        SerialClient bus = client(hardware.busPort(1), SerialListener.NONE);
        EventLedger[] ledgers = new EventLedger[17];
        for (int slot = 1; slot <= 16; slot++) {
            ledgers[slot] = new EventLedger();
            ask(bus, slot, 1, Order.power(true));
        }
        awaitPower(bus, 16, true);
        for (int round = 0; round < 3; round++) {
            for (int slot = 1; slot <= 16; slot++) {
                ledgers[slot].take(ask(bus, slot, 1, Order.poll(ledgers[slot].poll())).getStatus());
            }
        }
        long bytesBefore = hardware.snapshot().busBytes();
        long startNs = clock.nanoTime();
        List<CompletableFuture<DeviceReply>> replies = new ArrayList<>();
        for (int slot = 1; slot <= 16; slot++) {
            replies.add(bus.request(slot, 1, Order.poll()));
        }
        for (CompletableFuture<DeviceReply> reply : replies) {
            assertEquals(5, reply.get(10, TimeUnit.SECONDS).getStatus().getReadingsCount());
        }
        long tookNs = clock.nanoTime() - startNs;
        long bytes = hardware.snapshot().busBytes() - bytesBefore;
        System.out.println("full poll: " + bytes + " bytes, " + tookNs / 1_000_000 + " ms, the wire alone "
                + SerialFrame.wireNs((int) bytes) / 1_000_000 + " ms");
        assertTrue(bytes > 1400 && bytes <= 1920, bytes + " bytes");
        assertTrue(tookNs >= SerialFrame.wireNs((int) bytes), "faster than the wire: " + tookNs + " ns");
        assertTrue(tookNs < 2_000_000_000L, "took " + tookNs + " ns");
    }
}
