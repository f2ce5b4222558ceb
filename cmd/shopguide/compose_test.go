package main

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// compose loads docker-compose.yml as docker compose would, in this environment.
func compose(t *testing.T, environment ...string) *types.Project {
	t.Helper()
	root, err := filepath.Abs(repositoryRoot)
	if err != nil {
		t.Fatal(err)
	}
	options, err := cli.NewProjectOptions([]string{filepath.Join(root, "docker-compose.yml")}, cli.WithName("shopguide"), cli.WithEnv(environment))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// pinned is an image whose version is a release, not a moving name.
var pinned = regexp.MustCompile(`^[a-z0-9./-]+:(v\d+\.\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)$`)

func TestComposeStartsEverythingInOrder(t *testing.T) {
	project := compose(t)
	want := []string{"etcd", "milvus", "minio", "shopguide"}
	if got := slices.Sorted(maps.Keys(project.Services)); !slices.Equal(got, want) {
		t.Fatalf("services %q, want %q", got, want)
	}
	for name, service := range project.Services {
		t.Run(name, func(t *testing.T) {
			if service.Build == nil && !pinned.MatchString(service.Image) {
				t.Errorf("the image %q is not pinned to a version", service.Image)
			}
			if name != "shopguide" && (service.HealthCheck == nil || len(service.HealthCheck.Test) < 2 || service.HealthCheck.Disable) {
				t.Error("there is no health check")
			}
			for other, dependency := range service.DependsOn {
				if dependency.Condition != types.ServiceConditionHealthy {
					t.Errorf("it starts when %s is %s, want it healthy", other, dependency.Condition)
				}
			}
			if len(service.Volumes) == 0 {
				t.Error("what it knows is lost with its container")
			}
			for _, v := range service.Volumes {
				if _, declared := project.Volumes[v.Source]; v.Type != types.VolumeTypeVolume || !declared {
					t.Errorf("the volume %s at %s is not declared", v.Source, v.Target)
				}
			}
			for _, port := range service.Ports {
				if name != "shopguide" || port.HostIP != "127.0.0.1" {
					t.Errorf("the port %s is published on %q", port.Published, port.HostIP)
				}
			}
		})
	}
	for before, after := range map[string][]string{"milvus": {"shopguide"}, "etcd": {"milvus"}, "minio": {"milvus"}} {
		for _, name := range after {
			if _, ok := project.Services[name].DependsOn[before]; !ok {
				t.Errorf("%s does not wait for %s", name, before)
			}
		}
	}
}

func TestComposePointsTheShopAtMilvus(t *testing.T) {
	project := compose(t, "SHOPGUIDE_MILVUS_USER=shop", "SHOPGUIDE_MILVUS_PASSWORD=open sesame", "MINIO_ROOT_PASSWORD=barley")
	environment := project.Services["shopguide"].Environment
	for name, want := range map[string]string{
		"SHOPGUIDE_INDEX": "milvus", "SHOPGUIDE_MILVUS_ADDRESS": "milvus:19530",
		"SHOPGUIDE_MILVUS_USER": "shop", "SHOPGUIDE_MILVUS_PASSWORD": "open sesame",
	} {
		if got := environment[name]; got == nil || *got != want {
			t.Errorf("%s is %v, want %q", name, got, want)
		}
	}
	for service, name := range map[string]string{"minio": "MINIO_ROOT_PASSWORD", "milvus": "MINIO_SECRET_ACCESS_KEY"} {
		if got := project.Services[service].Environment[name]; got == nil || *got != "barley" {
			t.Errorf("%s of %s does not come from the environment", name, service)
		}
	}
	if image := project.Services["milvus"].Image; !strings.HasPrefix(image, "milvusdb/milvus:v2.4.") {
		t.Errorf("%s is not of the release that the client is for, 2.4", image)
	}
}

func TestComposeTakesTheModelFromTheEnvironment(t *testing.T) {
	project := compose(t, "SHOPGUIDE_LLM_PROVIDER=openai", "SHOPGUIDE_LLM_API_KEY=open sesame", "SHOPGUIDE_LLM_FALLBACK_API_KEY=barley")
	environment := project.Services["shopguide"].Environment
	for name, want := range map[string]string{
		"SHOPGUIDE_LLM_PROVIDER": "openai", "SHOPGUIDE_LLM_API_KEY": "open sesame", "SHOPGUIDE_LLM_FALLBACK_API_KEY": "barley", "SHOPGUIDE_LLM_MODEL": "",
	} {
		if got := environment[name]; got == nil || *got != want {
			t.Errorf("%s is %v, want %q", name, got, want)
		}
	}
}
