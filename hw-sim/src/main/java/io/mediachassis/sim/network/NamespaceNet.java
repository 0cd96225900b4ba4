package io.mediachassis.sim.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unit whose boards have network namespaces of their own, joined by a switch in one more: as on hardware, each blade
 * has its own Ethernet address, and the station address on its loopback interface without answering ARP for it. A board
 * whose link is cut is silent for good, whatever becomes of its processes. This process reaches the switch by an
 * interface of its own. Needs root.
 */
public final class NamespaceNet implements UnitNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceNet.class);
    private static final int PREFIX_BITS = 24;
    private static final long PATIENCE_SECONDS = 20;

    private final String unit;
    private final Map<String, String> boards;
    private final Set<String> cut = new HashSet<>();

    /**
     * Makes the namespaces; what is left of a unit of the same number that was killed goes first.
     *
     * @param boards name and IPv4 address of each
     * @param shared addresses that some have on their loopback interfaces, by the board's name
     * @param here this process' own address
     * @throws IOException when they can't be made; the message says what is missing
     */
    public NamespaceNet(int unit, Map<String, String> boards, Map<String, String> shared, String here)
            throws IOException {
        this.unit = "mc" + unit;
        this.boards = new TreeMap<>(boards);
        close();
        StringBuilder script = new StringBuilder("set -e\n");
        String all = namespace("switch");
        script.append("ip netns add ").append(all).append('\n')
                .append("ip -n ").append(all).append(" link add switch type bridge\n")
                .append("ip -n ").append(all).append(" link set switch up\n")
                .append("ip link add ").append(this.unit).append(" type veth peer name here netns ").append(all).append('\n')
                .append("ip addr add ").append(here).append('/').append(PREFIX_BITS).append(" dev ").append(this.unit)
                .append('\n')
                .append("ip link set ").append(this.unit).append(" up\n")
                .append("ip -n ").append(all).append(" link set here master switch up\n");
        this.boards.forEach((board, address) -> script.append(boardScript(board, address, shared.getOrDefault(board, ""), all)));
        if (!run("sh", script.toString())) {
            close();
            throw new IOException("Network namespaces can't be made: that takes root (CAP_NET_ADMIN) and iproute2");
        }
    }

    /** Whether this user may make any. */
    public static boolean possible() {
        String probe = "mc-probe-" + ProcessHandle.current().pid();
        return run("sh", "ip netns add " + probe + " && ip netns exec " + probe + " true && ip netns del " + probe);
    }

    private String boardScript(String board, String address, String shared, String all) {
        String space = namespace(board);
        String port = port(board);
        // Segments leave one by one, so that a capture shows each packet.
        String script = """
                ip netns add SPACE
                ip -n ALL link add PORT type veth peer name eth0 netns SPACE
                ip -n ALL link set PORT master switch up
                ip -n SPACE link set lo up
                ip -n SPACE addr add ADDRESS/BITS dev eth0
                ip -n SPACE link set eth0 gso_max_segs 1 up
                """;
        if (!shared.isEmpty()) {
            script += """
                    ip netns exec SPACE sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore'
                    ip netns exec SPACE sh -c 'echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce'
                    ip netns exec SPACE sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/accept_local'
                    ip -n SPACE addr add SHARED/32 dev lo
                    """;
        }
        return script.replace("SPACE", space).replace("ALL", all).replace("PORT", port).replace("ADDRESS", address)
                .replace("BITS", Integer.toString(PREFIX_BITS)).replace("SHARED", shared);
    }

    private String namespace(String board) {
        return unit + "-" + board;
    }

    /** Its end at the switch; a name of an interface has 15 characters at most. */
    private static String port(String board) {
        return board.substring(0, 1) + board.replaceAll("[^0-9]", "");
    }

    @Override
    public List<String> within(String board) {
        return List.of("ip", "netns", "exec", namespace(board));
    }

    @Override
    public synchronized boolean cut(String address) {
        cut.add(address);
        return link(address, "down");
    }

    @Override
    public synchronized void join(String address) {
        if (cut.remove(address)) {
            link(address, "up");
        }
    }

    private boolean link(String address, String state) {
        return boards.entrySet().stream()
                .filter(board -> board.getValue().equals(address))
                .allMatch(board -> run("sh", "ip -n " + namespace("switch") + " link set " + port(board.getKey()) + " "
                        + state));
    }

    /** Removes the namespaces, and with them every interface. */
    @Override
    public synchronized void close() {
        List<String> spaces = new ArrayList<>(boards.keySet());
        spaces.add("switch");
        StringBuilder script = new StringBuilder();
        spaces.forEach(board -> script.append("ip netns del ").append(namespace(board)).append(" 2>/dev/null\n"));
        script.append("ip link del ").append(unit).append(" 2>/dev/null\ntrue\n");
        run("sh", script.toString());
    }

    private static boolean run(String program, String input) {
        try {
            Process process = new ProcessBuilder(program).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                LOG.debug("{}: {}", input.strip(), output.strip());
                return false;
            }
            return true;
        } catch (IOException e) {
            LOG.debug("{} can't be run", program, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
