package io.mediachassis.sim.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The client of etcd for Java. Each question is one transaction, so one way there and back. One thread. */
final class BareEtcd implements BareStore {
    private static final String ROOT = "/mediachassis/registry/";
    private static final GetOption BELOW = GetOption.builder().isPrefix(true).build();

    private final Client client;
    private final int stations;

    BareEtcd(String url, int stations) {
        this.client = Client.builder().endpoints(url).build();
        this.stations = stations;
    }

    @Override
    public void lookUp(String program) throws IOException {
        TxnResponse response = commit(client.getKVClient().txn().Then(
                Op.get(bytes(ROOT + "program/" + program + "!"), BELOW), Op.get(bytes(ROOT + "alive/"), BELOW)));
        int found = response.getGetResponses().get(0).getKvs().size();
        if (found < stations) {
            throw new IOException(program + " is at " + found + " stations by the bare client");
        }
    }

    @Override
    public void report(String station, String program, long sequence, String manifest, int total, String held)
            throws IOException {
        ByteSequence row = bytes(manifest + " " + total + " " + held + " -");
        commit(client.getKVClient().txn().Then(
                Op.put(bytes(ROOT + "station/" + station), bytes("1 1 " + sequence + " WHOLE - 0 0 1"), PutOption.DEFAULT),
                Op.put(bytes(ROOT + "program/" + program + "!" + station), row, PutOption.DEFAULT),
                Op.put(bytes(ROOT + "held/" + station + "!" + program), row, PutOption.DEFAULT)));
    }

    private static TxnResponse commit(Txn transaction) throws IOException {
        try {
            return transaction.commit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the bare client's transaction failed: " + e, e);
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
