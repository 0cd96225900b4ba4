package io.mediachassis.backplane.host;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.NetworkInterface;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the board: all of a {@link HostReport} but its volumes. Blocks for the kernel; one thread. */
final class HostReader {
    private static final Logger LOG = LoggerFactory.getLogger(HostReader.class);
    /** More than a board has; what a broken kernel says is not sent on for ever. */
    private static final int MOST_INTERFACES = 64;

    private static final int MOST_PROCESSORS = 512;
    private static final int MOST_TEXT = 128;

    private final Path proc;
    private final Path numbersFile;
    private final InterfaceReader interfaces;
    private final InterfaceNumbers numbers;
    private final ProcessorLoads loads = new ProcessorLoads();
    private final String bootId;
    private final String processorModel;

    /**
     * @param proc /proc
     * @param sys /sys
     * @param numbersFile keeps the interfaces' numbers; in a folder that exists
     */
    HostReader(Path proc, Path sys, Path numbersFile) {
        this.proc = proc;
        this.numbersFile = numbersFile;
        this.interfaces = new InterfaceReader(proc.resolve("net/dev"), sys.resolve("class/net"));
        this.numbers = InterfaceNumbers.parse(text(numbersFile));
        this.bootId = cut(text(proc.resolve("sys/kernel/random/boot_id")).strip());
        this.processorModel = cut(lines(proc.resolve("cpuinfo")).stream()
                .filter(line -> line.matches("(model name|Model|Hardware)\\s*:.*"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(""));
    }

    HostReport.Builder read(long nowNs) {
        Memory memory = Memory.parse(lines(proc.resolve("meminfo")));
        return HostReport.newBuilder()
                .setBootId(bootId)
                .setUptimeMs(uptimeMs(text(proc.resolve("uptime"))))
                .setProcesses(processes())
                .setMemoryTotalBytes(memory.total())
                .setMemoryUsedBytes(memory.used())
                .setSwapTotalBytes(memory.swapTotal())
                .setSwapUsedBytes(memory.swapUsed())
                .setProcessorModel(processorModel)
                .addAllProcessors(loads.sample(ProcessorTimes.parse(lines(proc.resolve("stat"))), nowNs).stream()
                        .limit(MOST_PROCESSORS)
                        .toList())
                .addAllInterfaces(interfaces());
    }

    private List<NetworkInterface> interfaces() {
        List<InterfaceReader.Found> found;
        try {
            found = interfaces.read().stream().limit(MOST_INTERFACES).toList();
        } catch (IOException e) {
            LOG.debug("The network interfaces can't be read", e);
            return List.of();
        }
        Map<String, Integer> kernel = new TreeMap<>();
        found.forEach(each -> kernel.put(each.facts().getName(), each.facts().getKernelIndex()));
        if (numbers.assign(kernel)) {
            try {
                DurableFile.write(numbersFile, numbers.text().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                LOG.warn("The numbers of the network interfaces can't be kept in {}: {}; after a restart managers may see "
                        + "others", numbersFile, e.getMessage());
            }
        }
        return found.stream().filter(each -> numbers.of(each.facts().getName()) > 0).map(this::numbered).toList();
    }

    private NetworkInterface numbered(InterfaceReader.Found found) {
        return found.facts()
                .setNumber(numbers.of(found.facts().getName()))
                .setAlias(cut(found.facts().getAlias()))
                .addAllLower(found.lower().stream().map(numbers::of).filter(number -> number > 0).toList())
                .build();
    }

    /** Seconds since the start with two decimals, and what the processors idled of them. */
    private static long uptimeMs(String uptime) {
        String seconds = uptime.strip().split("\\s", -1)[0];
        return seconds.matches("\\d{1,12}\\.\\d\\d") ? Long.parseLong(seconds.replace(".", "")) * 10 : 0;
    }

    private int processes() {
        String @Nullable [] names = new File(proc.toString())
                .list((folder, name) -> Character.isDigit(name.charAt(0)));
        return names == null ? 0 : names.length;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(MOST_TEXT, text.length()));
    }

    private static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            LOG.debug("{} can't be read", file, e);
            return "";
        }
    }
}
