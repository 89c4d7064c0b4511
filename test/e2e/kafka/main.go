// A broker that speaks Kafka's protocol and keeps everything in memory: kafka <port> <health port> <username>
// <password>. It has two topics of three partitions each, and answers 200 at the health port.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	port, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fail(err)
	}
	_, err = kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.Ports(port),
		kfake.EnableSASL(),
		kfake.Superuser("SCRAM-SHA-512", os.Args[3], os.Args[4]),
		kfake.SeedTopics(3, "otlp_spans", "otlp_metrics"),
	)
	if err != nil {
		fail(err)
	}
	answer := func(response http.ResponseWriter, _ *http.Request) { response.WriteHeader(http.StatusOK) }
	fail(http.ListenAndServe("127.0.0.1:"+os.Args[2], http.HandlerFunc(answer)))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
