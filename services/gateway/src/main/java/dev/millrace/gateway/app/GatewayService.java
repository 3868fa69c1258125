package dev.millrace.gateway.app;

import dev.millrace.gateway.kafka.Backlog;
import dev.millrace.gateway.kafka.TopicPoller;
import dev.millrace.gateway.store.Store;
import dev.millrace.gateway.stream.Streams;
import dev.millrace.messaging.Connection;
import dev.millrace.runs.client.PredictionClient;
import dev.millrace.runs.client.RunClient;
import dev.millrace.service.OldGeneration;
import dev.millrace.service.Service;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// The parts of a gateway, and that it is alive.
@Factory
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
final class GatewayService {
    @Singleton
    Store store() {
        return new Store();
    }

    @Context
    @Bean(preDestroy = "close")
    TopicPoller reader(Connection connection, Store store) {
        OldGeneration.keepSmall();
        return new TopicPoller(connection, store);
    }

    @Singleton
    @Bean(preDestroy = "close")
    RunClient client(Connection connection) {
        return new RunClient(connection);
    }

    @Singleton
    @Bean(preDestroy = "close")
    PredictionClient predictions(Connection connection) {
        return new PredictionClient(connection);
    }

    @Context
    @Bean(preDestroy = "close")
    Streams streams(Store store, TopicPoller reader) {
        return new Streams(store, reader::clock);
    }

    @Context
    @Bean(preDestroy = "close")
    Backlog backlog(Connection connection, Store store, Streams streams) {
        return new Backlog(connection, store, streams::watched);
    }

    @Singleton
    Service service(TopicPoller reader) {
        return new Service() {
            @Override
            public String name() {
                return GatewayApplication.NAME;
            }

            @Override
            public boolean alive() {
                return reader.alive();
            }
        };
    }
}
