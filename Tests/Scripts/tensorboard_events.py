"""What TensorBoard's own readers find in a folder, as JSON.

scalars, histograms   by run and tag, from EventAccumulator: [step, value] and [step, minimum, maximum,
                      number, sum, [right edges, counts]]
times                 wall times of the accuracies, by run
groups                from the hparams plugin: session groups with their hyperparameters, sessions, and how
                      these ended
"""

import json
import sys

from tensorboard import context
from tensorboard.backend.event_processing import data_provider, event_accumulator
from tensorboard.backend.event_processing import plugin_event_multiplexer
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

folder = sys.argv[1]
multiplexer = plugin_event_multiplexer.EventMultiplexer().AddRunsFromDirectory(folder)
multiplexer.Reload()
result = {"scalars": {}, "histograms": {}, "times": {}}
for run in multiplexer.Runs():
    events = event_accumulator.EventAccumulator(f"{folder}/{run}", {"histograms": 0, "scalars": 0})
    events.Reload()
    tags = events.Tags()
    result["scalars"][run] = {
        tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]
    }
    result["times"][run] = [e.wall_time for e in events.Scalars("accuracy/test")]
    result["histograms"][run] = {
        tag: [
            [
                e.step,
                e.histogram_value.min,
                e.histogram_value.max,
                e.histogram_value.num,
                e.histogram_value.sum,
                [list(e.histogram_value.bucket_limit), list(e.histogram_value.bucket)],
            ]
            for e in events.Histograms(tag)
        ]
        for tag in tags["histograms"]
    }

provider = data_provider.MultiplexerDataProvider(multiplexer, folder)
hparams = backend_context.Context(base_plugin.TBContext(data_provider=provider))
experiment = get_experiment.Handler(
    context.RequestContext(), hparams, "", api_pb2.GetExperimentRequest()
).run()
request = api_pb2.ListSessionGroupsRequest(
    allowed_statuses=[status for _, status in api_pb2.Status.items()], start_index=0, slice_size=100
)
answer = list_session_groups.Handler(context.RequestContext(), hparams, "", request).run()
result["hparams"] = sorted(info.name for info in experiment.hparam_infos)
result["groups"] = [
    {
        "name": group.name,
        "hparams": {
            name: getattr(value, value.WhichOneof("kind")) for name, value in group.hparams.items()
        },
        "sessions": {s.name: api_pb2.Status.Name(s.status) for s in group.sessions},
        "metrics": {m.name.tag: m.value for m in group.metric_values},
    }
    for group in answer.session_groups
]
print(json.dumps(result))
