package io.mediachassis.backplane.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.NetworkInterface;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board with a made /proc and /sys, and the one that the test runs on. */
class HostReaderTest {
    private static final String HEADING = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            """;

    @TempDir
    Path board;

    private Path proc;
    private Path net;

    @BeforeEach
    void make() throws IOException {
        proc = Files.createDirectories(board.resolve("proc"));
        net = Files.createDirectories(board.resolve("sys/class/net"));
        put(proc, "sys/kernel/random/boot_id", "ce899771-d51c\n");
        put(proc, "uptime", "12306.52 6921.09\n");
        put(proc, "cpuinfo", "processor\t: 0\nmodel name\t: Some(R) Processor\nmodel name\t: Other\n");
        put(proc, "stat", stat(0));
        put(proc, "meminfo", "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 400 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n");
        put(proc, "net/dev", HEADING
                + "    lo:     900       9    0    0    0     0          0         0      900       9    0    0    0     0       0          0\n"
                + "  eth0:18446744073709551615 77 3    5    1     1          0         7   5206       4    2    6    0     0       0          0\n"
                + " bond0:5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\n"
                + "eth0:1:5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\n");
        device("lo", Map.of("type", "772", "mtu", "65536", "address", "00:00:00:00:00:00", "operstate", "unknown",
                "carrier", "1", "flags", "0x9", "ifindex", "1", "uevent", "INTERFACE=lo"));
        device("eth0", Map.of("type", "1", "mtu", "9000", "speed", "25000", "address", "02:fc:00:00:00:a1",
                "operstate", "up", "flags", "0x1103", "ifindex", "4", "ifalias", "to the core\n", "uevent",
                "INTERFACE=eth0", "device/vendor", "1"));
        device("bond0", Map.of("type", "1", "mtu", "9000", "speed", "-1", "address", "02:fc:00:00:00:a1", "operstate",
                "down", "flags", "0x1002", "ifindex", "5000", "uevent", "DEVTYPE=bond\nINTERFACE=bond0",
                "lower_eth0/x", "", "lower_eth9/x", ""));
        Files.createDirectories(proc.resolve("1"));
        Files.createDirectories(proc.resolve("4711"));
    }

    private static void put(Path folder, String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, StandardCharsets.ISO_8859_1);
    }

    private void device(String name, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            put(net.resolve(name), file.getKey(), file.getValue());
        }
    }

    private static String stat(int more) {
        return "cpu  1 1 1 1 1 1 1 1 0 0\ncpu0 " + (100 + more) + " 0 0 " + (700 + more) + " 0 0 0 0 0 0\n"
                + "cpu3 " + (10 + 3 * more) + " 0 0 10 " + more + " 0 0 0 9999 0\nintr 5\n";
    }

    private HostReader reader() {
        return new HostReader(proc, board.resolve("sys"), board.resolve("interfaces"));
    }

    private static NetworkInterface named(HostReport.Builder report, String name) {
        return report.getInterfacesList().stream().filter(i -> i.getName().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void readsWhatInterfacesAreAndCount() {
        HostReport.Builder report = reader().read(0);
        assertEquals(List.of("lo", "eth0", "bond0"),
                report.getInterfacesList().stream().map(NetworkInterface::getName).toList());
        NetworkInterface eth0 = named(report, "eth0");
        assertEquals(4, eth0.getNumber());
        assertEquals(6, eth0.getType());
        assertEquals(9000, eth0.getMtu());
        assertEquals(25_000_000_000L, eth0.getSpeedBps());
        assertEquals(6, eth0.getMac().size());
        assertEquals((byte) 0xa1, eth0.getMac().byteAt(5));
        assertTrue(eth0.getAdminUp() && eth0.getPromiscuous() && eth0.getConnector());
        assertEquals(NetworkInterface.Oper.UP, eth0.getOper());
        assertEquals("to the core", eth0.getAlias());
        assertEquals(-1, eth0.getInOctets(), "all 64 bits");
        assertEquals(70, eth0.getInUnicast());
        assertEquals(7, eth0.getInMulticast());
        assertEquals(3, eth0.getInErrors());
        assertEquals(5, eth0.getInDiscards());
        assertEquals(5206, eth0.getOutOctets());
        assertEquals(4, eth0.getOutUnicast());
        assertEquals(2, eth0.getOutErrors());
        assertEquals(6, eth0.getOutDiscards());
        NetworkInterface bond0 = named(report, "bond0");
        assertEquals(2, bond0.getNumber(), "the kernel's own has no field to stand in");
        assertEquals(161, bond0.getType());
        assertEquals(List.of(4), bond0.getLowerList());
        assertEquals(0, bond0.getSpeedBps());
        assertEquals(NetworkInterface.Oper.DOWN, bond0.getOper());
        NetworkInterface lo = named(report, "lo");
        assertEquals(24, lo.getType());
        assertEquals(NetworkInterface.Oper.UP, lo.getOper());
        assertTrue(lo.getMac().isEmpty() && !lo.getConnector());
    }

    @Test
    void numbersStayWithTheirNames() throws IOException {
        reader().read(0);
        device("eth0", Map.of("ifindex", "9"));
        put(proc, "net/dev", HEADING + "eth1:5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\neth0:5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\n");
        device("eth1", Map.of("ifindex", "4"));
        HostReport.Builder report = reader().read(0);
        assertEquals(4, named(report, "eth0").getNumber());
        assertEquals(9, named(report, "eth0").getKernelIndex());
        assertEquals(3, named(report, "eth1").getNumber(), "4 is given away");
    }

    @Test
    void unicastsDoNotGoBackWhenACardTellsOfItsMulticastsLate() throws IOException {
        HostReader reader = reader();
        assertEquals(70, named(reader.read(0), "eth0").getInUnicast());
        assertEquals(90, unicast(reader, 97, 7));
        assertEquals(90, unicast(reader, 98, 27), "71 by what it tells now");
        assertEquals(93, unicast(reader, 120, 27));
        assertEquals(5, unicast(reader, 6, 1), "it began anew");
        device("eth0", Map.of("ifindex", "9"));
        assertEquals(4, unicast(reader, 6, 2), "another of its name");
        put(proc, "net/dev", HEADING);
        reader.read(0);
        assertEquals(3, unicast(reader, 6, 3), "it was gone");
    }

    private long unicast(HostReader reader, int packets, int multicasts) throws IOException {
        put(proc, "net/dev", HEADING + "eth0:5 " + packets + " 0 0 0 0 0 " + multicasts + " 6 1 0 0 0 0 0 0\n");
        return named(reader.read(0), "eth0").getInUnicast();
    }

    @Test
    void whatCanNotBeReadIsUnknown() throws IOException {
        put(proc, "net/dev", HEADING + "wwan0:5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\nbroken: 1 2\n");
        HostReport.Builder report = new HostReader(proc, board, board.resolve("none/interfaces")).read(0);
        assertEquals(1, report.getInterfacesCount());
        assertEquals(NetworkInterface.Oper.UNKNOWN, report.getInterfaces(0).getOper());
        assertEquals(1, report.getInterfaces(0).getType());
        assertEquals(1, report.getInterfaces(0).getNumber());
        assertEquals(0, new HostReader(board, board, board.resolve("x")).read(0).getProcessorsCount());
    }

    @Test
    void readsMemoryAndProcessors() throws IOException {
        HostReader reader = reader();
        HostReport.Builder report = reader.read(0);
        assertEquals("ce899771-d51c", report.getBootId());
        assertEquals(12_306_520, report.getUptimeMs());
        assertEquals(2, report.getProcesses());
        assertEquals(1000 << 10, report.getMemoryTotalBytes());
        assertEquals(600 << 10, report.getMemoryUsedBytes());
        assertEquals(50 << 10, report.getSwapTotalBytes());
        assertEquals(30 << 10, report.getSwapUsedBytes());
        assertEquals("Some(R) Processor", report.getProcessorModel());
        assertEquals(0, report.getProcessors(0).getLoadPercent(), "nothing to compare with yet");
        put(proc, "stat", stat(60));
        report = reader.read(TimeUnit.SECONDS.toNanos(1));
        assertEquals(List.of(1, 4), report.getProcessorsList().stream().map(p -> p.getNumber()).toList());
        assertEquals(List.of(50, 75), report.getProcessorsList().stream().map(p -> p.getLoadPercent()).toList());
    }

    @Test
    void loadIsOfTheLastMinute() {
        ProcessorLoads loads = new ProcessorLoads();
        for (int second = 0; second <= 120; second++) {
            long busy = Math.min(second, 60) * 100L;
            int percent = loads.sample(new TreeMap<>(Map.of(0,
                            new ProcessorTimes(second * 100L - busy, second * 100L))),
                    TimeUnit.SECONDS.toNanos(second)).get(0).getLoadPercent();
            assertEquals(second == 0 ? 0 : second <= 60 ? 100 : Math.round((120 - second) / 0.6), percent, "at " + second);
        }
    }

    @Test
    void whenAllNumbersAreGivenThoseOfNobodyAreFree() {
        InterfaceNumbers numbers = InterfaceNumbers.parse("7 kept\n0 zero\n7 twice\nx\n1000 much\n");
        for (int i = 0; i < InterfaceNumbers.MAX + 5; i++) {
            assertTrue(numbers.assign(Map.of("kept", 3, "veth" + i, i)), "at " + i);
        }
        assertEquals(7, numbers.of("kept"));
        assertEquals(7, InterfaceNumbers.parse(numbers.text()).of("kept"));
        assertEquals(0, numbers.of("twice"));
    }

    @Test
    void theBoardThatTheTestRunsOnHasALoopback() {
        HostReport.Builder real = new HostReader(Path.of("/proc"), Path.of("/sys"), board.resolve("real")).read(0);
        assertEquals(24, named(real, "lo").getType());
        assertTrue(real.getMemoryTotalBytes() > 0 && real.getProcessorsCount() > 0 && real.getUptimeMs() > 0);
        assertTrue(HostWatch.sample(List.of(board)).get(0).getTotalBytes() > 0);
    }
}
